import { GraphQLScalarType, valueFromASTUntyped } from 'graphql';
import { formatDay, parseDay } from '../core/campus-day.ts';
import { formatDuration, parseDuration } from '../core/duration.ts';
import { formatInstant, parseInstant } from '../core/instant.ts';
import { formatLocalTime, parseLocalTime } from '../core/local-time.ts';
import { isUuid } from '../core/uuid.ts';
import { builder } from './builder.ts';
import { textScalar } from './text-scalar.ts';

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isText = (value: unknown): value is string => typeof value === 'string';

builder.addScalarType(
  'DateTime',
  textScalar({
    name: 'DateTime',
    description: 'RFC 3339 instant. Input needs an offset or Z; output is UTC with milliseconds.',
    form: 'an RFC 3339 instant with an offset or Z, such as 2026-03-19T09:05:12Z',
    parse: parseInstant,
    format: formatInstant,
    owns: isNumber,
  }),
);
builder.addScalarType(
  'LocalDate',
  textScalar({
    name: 'LocalDate',
    description: 'Calendar day, YYYY-MM-DD, on the campus clock.',
    form: 'a calendar day that exists, YYYY-MM-DD',
    parse: parseDay,
    format: formatDay,
    owns: isNumber,
  }),
);
builder.addScalarType(
  'LocalTime',
  textScalar({
    name: 'LocalTime',
    description: 'Wall-clock time, HH:MM or HH:MM:SS, on the campus clock.',
    form: 'a wall-clock time, HH:MM or HH:MM:SS',
    parse: parseLocalTime,
    format: formatLocalTime,
    owns: isNumber,
  }),
);
builder.addScalarType(
  'Duration',
  textScalar({
    name: 'Duration',
    description: 'ISO 8601 duration of days, hours, minutes, seconds, e.g. PT10M; no years or months.',
    form: 'an ISO 8601 duration of days, hours, minutes and seconds, such as PT10M',
    parse: parseDuration,
    format: formatDuration,
    owns: isNumber,
  }),
);
builder.addScalarType(
  'UUID',
  textScalar({
    name: 'UUID',
    description: 'RFC 9562 UUID, in any case; answered in lower case.',
    form: 'a UUID, such as d82e3a4e-2c21-4a5a-a6bb-70e8c12f66c5',
    parse: (text) => (isUuid(text.toLowerCase()) ? text.toLowerCase() : null),
    format: (value) => value,
    owns: isText,
  }),
);
builder.addScalarType(
  'Cursor',
  textScalar({
    name: 'Cursor',
    description:
      "Opaque position in a live feed. Keep it, send it back, never parse it. It does not depend on the filter; the two feeds' cursors are not interchangeable.",
    form: 'a text that a feed has given',
    parse: (text) => text,
    format: (value) => value,
    owns: isText,
  }),
);
builder.addScalarType(
  'JSON',
  new GraphQLScalarType<unknown, unknown>({
    name: 'JSON',
    description: 'Any JSON value: text, number, true, false, null, list or object.',
    parseValue: (value) => value,
    parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
    serialize: (value) => value,
  }),
);
