import type { IncidentPatch, WeatherPatch } from '../core/campus-context.ts';
import { isRetriable, RollcallError } from '../core/errors.ts';
import { parseInstant } from '../core/instant.ts';
import type { ContextImports } from '../ports/context-imports.ts';
import type { ContextMessage, ContextTaker } from '../ports/context-stream.ts';
import type { Log } from '../ports/log.ts';

type Fields = Readonly<Record<string, unknown>>;

class MessageFault extends Error {}

/**
 * Records weather and incidents that come as JSON messages, field names as in docs/context-topics.md. What is not such a
 * message, or is out of bounds, is logged with its position and left out. @throws what is retriable
 */
export function createContextIntake({ imports, log }: { imports: ContextImports; log: Log }): ContextTaker {
  const record = async <R>(
    messages: readonly ContextMessage[],
    read: (fields: Fields) => R,
    save: (rows: readonly R[]) => ReturnType<ContextImports['weather']>,
  ): Promise<void> => {
    const rows: { readonly message: ContextMessage; readonly row: R }[] = [];
    for (const message of messages) {
      try {
        rows.push({ message, row: read(fieldsOf(message.payload)) });
      } catch (error) {
        if (!(error instanceof MessageFault)) throw error;
        refuse(message, error.message);
      }
    }
    try {
      const { problems } = await save(rows.map(({ row }) => row));
      for (const { index, message: reason } of problems) refuse(rows[index]?.message, reason);
    } catch (error) {
      if (!(error instanceof RollcallError) || isRetriable(error)) throw error;
      for (const { message } of rows) refuse(message, error.message);
    }
  };
  const refuse = (message: ContextMessage | undefined, reason: string): void =>
    log.warn('context.refused', { position: message?.position, reason });

  return (kind, messages) =>
    kind === 'WEATHER'
      ? record(messages, weatherOf, (rows) => imports.weather(rows))
      : record(messages, incidentOf, (rows) => imports.incidents(rows));
}

function weatherOf(fields: Fields): WeatherPatch {
  return {
    at: instant(fields, 'at'),
    precipitation: number(fields, 'precipitation'),
    wind: number(fields, 'wind'),
    temperature: optional(fields, 'temperature', number),
  };
}

function incidentOf(fields: Fields): IncidentPatch {
  return {
    incidentId: text(fields, 'incident_id'),
    gateId: optional(fields, 'gate_id', text),
    lectureId: optional(fields, 'lecture_id', text),
    severity: whole(fields, 'severity'),
    blockedLanes: fields.blocked_lanes === undefined ? 0 : whole(fields, 'blocked_lanes'),
    startedAt: instant(fields, 'started_at'),
    endedAt: optional(fields, 'ended_at', instant),
  };
}

function fieldsOf(payload: Uint8Array): Fields {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    throw new MessageFault('It is not JSON.');
  }
  if (isFields(value)) return value;
  throw new MessageFault('It is not a JSON object.');
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Absent keeps what is stored, null clears it. */
function optional<T>(fields: Fields, name: string, read: (fields: Fields, name: string) => T): T | null | undefined {
  const value = fields[name];
  return value === undefined || value === null ? value : read(fields, name);
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw new MessageFault(`${name} must be text.`);
}

function number(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value === 'number') return value;
  throw new MessageFault(`${name} must be a number.`);
}

function whole(fields: Fields, name: string): number {
  const value = number(fields, name);
  if (Number.isSafeInteger(value)) return value;
  throw new MessageFault(`${name} must be a whole number.`);
}

function instant(fields: Fields, name: string): number {
  const at = parseInstant(text(fields, name));
  if (at !== null) return at;
  throw new MessageFault(`${name} must be an RFC 3339 instant with a zone.`);
}
