import { formatDuration, parseDuration } from '../core/duration.ts';

/** What a text says as a value, or what it must be instead: the rest of a sentence that begins with the setting's name. */
export type Reading<T> = { readonly value: T } | { readonly must: string };

/** One row of the settings table. */
export interface Setting<T> {
  /** The environment variable. Its option on the command line is the same name in kebab-case, without `ROLLCALL_`. */
  readonly name: string;
  /** For people: what kind of text it takes. */
  readonly type: string;
  /** For people: what a number counts; empty where the text carries its own unit or has none. */
  readonly unit: string;
  readonly default: T;
  /** One or two sentences: what it decides, and why the default is what it is. */
  readonly doc: string;
  /** Printed as *** wherever settings are shown, and not to be had as an option of the command line. */
  readonly secret: boolean;
  parse(text: string): Reading<T>;
  /** The text that `parse` reads as this value; empty for a value that is not set. */
  format(value: T): string;
}

interface Row<T> {
  readonly name: string;
  readonly default: T;
  readonly doc: string;
}

/** Any text of at least one character. */
export function text(row: Row<string>): Setting<string> {
  return { ...row, type: 'text', unit: '', secret: false, parse: (value) => ({ value }), format: (value) => value };
}

/** The address of a service; null when it is not set. Secret: an address can carry a password. */
export function address(row: Omit<Row<null>, 'default'>, type = 'URL'): Setting<string | null> {
  return {
    ...row,
    default: null,
    type,
    unit: '',
    secret: true,
    parse: (value) => ({ value }),
    format: (value) => value ?? '',
  };
}

/** A text never shown; null when it is not set. */
export function secret(row: Omit<Row<null>, 'default'>): Setting<string | null> {
  return address(row, 'text');
}

/** A whole number between two bounds, inclusive; 1_000 and 1000 are the same. */
export function integer(row: Row<number> & { unit: string; min: number; max?: number }): Setting<number> {
  const { min, max = Number.MAX_SAFE_INTEGER, ...rest } = row;
  const must = max === Number.MAX_SAFE_INTEGER ? `be a whole number, at least ${min}` : `be from ${min} to ${max}`;
  return {
    ...rest,
    type: 'integer',
    secret: false,
    parse(input) {
      const value = /^\d+(_\d+)*$/.test(input) ? Number(input.replaceAll('_', '')) : Number.NaN;
      return Number.isSafeInteger(value) && value >= min && value <= max ? { value } : { must };
    },
    format: String,
  };
}

/** A number between 0 and 1, both excluded. */
export function ratio(row: Row<number>): Setting<number> {
  return {
    ...row,
    type: 'ratio',
    unit: '',
    secret: false,
    parse(input) {
      const value = /^\d*\.?\d+(e-?\d+)?$/i.test(input) ? Number(input) : Number.NaN;
      return value > 0 && value < 1 ? { value } : { must: 'be a ratio between 0 and 1, such as 0.01' };
    },
    format: String,
  };
}

/** An ISO 8601 duration of days to seconds; the value is integer milliseconds. */
export function duration(row: Row<number> & { minMs?: number }): Setting<number> {
  const { minMs = 0, ...rest } = row;
  return {
    ...rest,
    type: 'duration',
    unit: '',
    secret: false,
    parse(input) {
      const value = parseDuration(input);
      if (value === null) return { must: 'be an ISO 8601 duration of days to seconds, such as PT20M or P1DT12H' };
      return value >= minMs ? { value } : { must: `be at least ${formatDuration(minMs)}` };
    },
    format: formatDuration,
  };
}

const BYTE_UNITS = { '': 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const;

/** A size: bytes, or with KiB, MiB or GiB after the number. */
export function bytes(row: Row<number> & { minBytes: number }): Setting<number> {
  const { minBytes, ...rest } = row;
  return {
    ...rest,
    type: 'size',
    unit: '',
    secret: false,
    parse(input) {
      const [, digits = '', unit = ''] = /^(\d+) ?(KiB|MiB|GiB|)$/.exec(input) ?? [];
      const factor = Object.entries(BYTE_UNITS).find(([name]) => name === unit)?.[1] ?? Number.NaN;
      const value = digits === '' ? Number.NaN : Number(digits) * factor;
      if (!Number.isSafeInteger(value)) return { must: 'be a number of bytes, such as 65536 or 1MiB' };
      return value >= minBytes ? { value } : { must: `be at least ${minBytes} bytes` };
    },
    format(value) {
      const [name, factor] = Object.entries(BYTE_UNITS).findLast(([, size]) => value % size === 0) ?? ['', 1];
      return `${value / factor}${name}`;
    },
  };
}

/** One of a few words. */
export function choice<const T extends string>(row: Row<T> & { values: readonly T[] }): Setting<T> {
  const { values, ...rest } = row;
  return {
    ...rest,
    type: values.join(', '),
    unit: '',
    secret: false,
    parse(input) {
      const value = values.find((candidate) => candidate === input);
      return value === undefined ? { must: `be one of ${values.join(', ')}` } : { value };
    },
    format: (value) => value,
  };
}
