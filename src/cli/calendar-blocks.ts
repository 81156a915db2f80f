/** One component of an iCalendar file as its lines stand there, with the number of its BEGIN line, from 1. */
export interface CalendarBlock {
  readonly line: number;
  readonly text: string;
}

export interface CalendarBlocks {
  readonly events: readonly CalendarBlock[];
  readonly timeZones: readonly CalendarBlock[];
  /** Components that never end, as far as they go. */
  readonly unclosed: readonly CalendarBlock[];
  /** False: it is no iCalendar file at all. */
  readonly isCalendar: boolean;
}

interface OpenBlock {
  readonly kind: string;
  readonly line: number;
  readonly lines: string[];
}

/** Cuts a file into its events and time zones, so that one that cannot be read costs no other. */
export function calendarBlocks(text: string): CalendarBlocks {
  const events: CalendarBlock[] = [];
  const timeZones: CalendarBlock[] = [];
  const unclosed: CalendarBlock[] = [];
  let isCalendar = false;
  let open: OpenBlock | null = null;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim().toUpperCase();
    if (line === 'BEGIN:VCALENDAR') isCalendar = true;
    if (line === 'BEGIN:VEVENT' || line === 'BEGIN:VTIMEZONE') {
      if (open !== null) unclosed.push(blockOf(open));
      open = { kind: line.slice('BEGIN:'.length), line: index + 1, lines: [] };
    }
    open?.lines.push(raw);
    if (open !== null && line === `END:${open.kind}`) {
      (open.kind === 'VEVENT' ? events : timeZones).push(blockOf(open));
      open = null;
    }
  }
  if (open !== null) unclosed.push(blockOf(open));
  return { events, timeZones, unclosed, isCalendar };
}

/** The value of a property of a block that cannot be parsed, as it stands there; empty where there is none. */
export function propertyOf({ text }: CalendarBlock, name: string): string {
  const wanted = name.toUpperCase();
  const lines = text.replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
  const line = lines.find((one) => /^[^:;]*/.exec(one)?.[0].toUpperCase() === wanted) ?? '';
  return line.slice(line.indexOf(':') + 1).trim();
}

function blockOf({ line, lines }: OpenBlock): CalendarBlock {
  return { line, text: lines.join('\r\n') };
}
