/** One component of an iCalendar file as its lines stand there, with the number of its BEGIN line, from 1. */
export interface CalendarBlock {
  readonly line: number;
  readonly text: string;
}

export interface CalendarBlocks {
  readonly events: readonly CalendarBlock[];
  readonly timeZones: readonly CalendarBlock[];
  /** BEGIN lines of components that never end. */
  readonly unclosed: readonly number[];
  /** False: it is no iCalendar file at all. */
  readonly isCalendar: boolean;
}

/** Cuts a file into its events and time zones, so that one that cannot be read costs no other. */
export function calendarBlocks(text: string): CalendarBlocks {
  const events: CalendarBlock[] = [];
  const timeZones: CalendarBlock[] = [];
  const unclosed: number[] = [];
  let isCalendar = false;
  let open: { readonly kind: string; readonly line: number; readonly lines: string[] } | null = null;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim().toUpperCase();
    if (line === 'BEGIN:VCALENDAR') isCalendar = true;
    if (line === 'BEGIN:VEVENT' || line === 'BEGIN:VTIMEZONE') {
      if (open !== null) unclosed.push(open.line);
      open = { kind: line.slice('BEGIN:'.length), line: index + 1, lines: [] };
    }
    open?.lines.push(raw);
    if (open !== null && line === `END:${open.kind}`) {
      (open.kind === 'VEVENT' ? events : timeZones).push({ line: open.line, text: open.lines.join('\r\n') });
      open = null;
    }
  }
  if (open !== null) unclosed.push(open.line);
  return { events, timeZones, unclosed, isCalendar };
}
