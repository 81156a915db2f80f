import { importSegments, recordIncidents, recordWeather } from '../resolvers/context-imports.ts';
import { WRITE_ROSTER } from '../resolvers/scopes.ts';
import { builder } from './builder.ts';
import { ImportPayload } from './roster-imports.ts';

const idText = '1 to 64 of A-Z a-z 0-9 . _ : -';
const rows = 'At most 5,000.';
const authScopes = { any: WRITE_ROSTER };

const SegmentInput = builder.inputType('SegmentInput', {
  description: 'A way from one gate to another, one way; another of the same id replaces it.',
  fields: (t) => ({
    segmentId: t.string({ required: true, description: idText }),
    fromGateId: t.string({ required: true, description: idText }),
    toGateId: t.string({ required: true, description: `${idText}; another gate.` }),
    lengthMetres: t.float({ required: true, description: 'Above 0, at most 100,000.' }),
  }),
});

const WeatherInput = builder.inputType('WeatherInput', {
  description: 'The weather on the campus at an instant; another of the same instant replaces it.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', required: true, description: 'When it was observed: from 2000 to now.' }),
    precipitation: t.float({ required: true, description: 'mm per hour, 0 to 500.' }),
    wind: t.float({ required: true, description: 'metres per second, 0 to 150.' }),
    temperature: t.float({ description: 'degrees Celsius, -90 to 60; omitted keeps what is stored, null clears it.' }),
  }),
});

const IncidentInput = builder.inputType('IncidentInput', {
  description:
    'Something that hinders people, at a gate, for a lecture, or (with neither) on the whole campus. It is open from its start until its end; another of the same id replaces it.',
  fields: (t) => ({
    incidentId: t.string({ required: true, description: idText }),
    gateId: t.string({ description: 'The gate it is at; null clears it.' }),
    lectureId: t.string({ description: 'The lecture it concerns; null clears it.' }),
    severity: t.int({ required: true, description: '1 (minor) to 5.' }),
    blockedLanes: t.int({ required: true, defaultValue: 0, description: '0 to 100.' }),
    startedAt: t.field({ type: 'DateTime', required: true, description: 'From 2000 to now.' }),
    endedAt: t.field({ type: 'DateTime', description: 'After the start; null: it goes on.' }),
  }),
});

builder.mutationFields((t) => ({
  importSegments: t.field({
    type: ImportPayload,
    authScopes,
    description: 'Ways between gates, by which movements have a speed.',
    args: { segments: t.arg({ type: [SegmentInput], required: true, description: rows }) },
    resolve: (_, { segments }, ctx) => importSegments(ctx, segments),
  }),
  recordWeather: t.field({
    type: ImportPayload,
    authScopes,
    description: 'Observations of the weather; a late one revises the features of the windows it touches.',
    args: { observations: t.arg({ type: [WeatherInput], required: true, description: rows }) },
    resolve: (_, { observations }, ctx) => recordWeather(ctx, observations),
  }),
  recordIncidents: t.field({
    type: ImportPayload,
    authScopes,
    description: 'Incidents that begin, change or end.',
    args: { incidents: t.arg({ type: [IncidentInput], required: true, description: rows }) },
    resolve: (_, { incidents }, ctx) => recordIncidents(ctx, incidents),
  }),
}));
