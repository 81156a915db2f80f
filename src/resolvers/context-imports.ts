import type { IncidentPatch, Segment, WeatherPatch } from '../core/campus-context.ts';
import type { ImportResult } from '../core/roster.ts';
import type { RequestContext } from './context.ts';
import { bounded } from './imports.ts';

export function importSegments(ctx: RequestContext, rows: readonly Segment[]): Promise<ImportResult> {
  return ctx.services.contextImports.segments(bounded('segments', rows));
}

export function recordWeather(ctx: RequestContext, rows: readonly WeatherPatch[]): Promise<ImportResult> {
  return ctx.services.contextImports.weather(bounded('observations', rows));
}

export function recordIncidents(ctx: RequestContext, rows: readonly IncidentPatch[]): Promise<ImportResult> {
  return ctx.services.contextImports.incidents(bounded('incidents', rows));
}
