import {
  type FlowWindowView,
  flowLags,
  type IncidentFeatures,
  type MovementView,
  reportFlow,
  reportMovements,
  type WeatherFeatures,
  type WindowStatistic,
} from '../resolvers/flow.ts';
import { READ_FIGURES } from '../resolvers/scopes.ts';
import { builder } from './builder.ts';
import { Reports } from './reports.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const WINDOWS_MAX = 1_500;
const idText = '1 to 64 of A-Z a-z 0-9 . _ : -';

const LectureDay = builder.inputType('LectureDay', {
  description: "A lecture's day.",
  fields: (t) => ({
    lectureId: t.string({ required: true, description: idText }),
    day: t.field({ type: 'LocalDate', description: 'Today unless given.' }),
  }),
});

const GateSetDay = builder.inputType('GateSetDay', {
  description: "Some gates' day, taken together.",
  fields: (t) => ({
    gateIds: t.stringList({ required: true, description: '1 to 64, taken together.' }),
    day: t.field({ type: 'LocalDate', description: 'Today unless given.' }),
  }),
});

export const FlowScopeInput = builder.inputType('FlowScope', {
  isOneOf: true,
  description: 'What windows are made over: one of the two. Day defaults to today.',
  fields: (t) => ({
    lecture: t.field({ type: LectureDay, description: "A lecture's day." }),
    gates: t.field({ type: GateSetDay, description: "Gates' day, taken together." }),
  }),
});

const Statistic = builder.objectRef<WindowStatistic>('WindowStatistic').implement({
  description: "Over a window's whole minutes, or its movements; unrounded.",
  fields: (t) => ({
    mean: t.exposeFloat('mean', { nullable: false, description: 'Mean.' }),
    median: t.exposeFloat('median', {
      nullable: false,
      description: 'Median; of an even number the mean of the two in the middle.',
    }),
    max: t.exposeFloat('max', { nullable: false, description: 'Largest.' }),
  }),
});

const Weather = builder.objectRef<WeatherFeatures>('WeatherFeatures').implement({
  description:
    "Means over the observations in the window; where there is none, the latest of the hour before. Interactions are products with the window's means.",
  fields: (t) => ({
    precipitationMean: t.exposeFloat('precipitationMean', { nullable: false, description: 'mm per hour.' }),
    windMean: t.exposeFloat('windMean', { nullable: false, description: 'Metres per second.' }),
    temperatureMean: t.exposeFloat('temperatureMean', {
      description: 'Degrees Celsius, over the observations that have one; null where none has.',
    }),
    occupancyXPrecipitation: t.exposeFloat('occupancyXPrecipitation', {
      nullable: false,
      description: 'occupancy.mean × precipitationMean.',
    }),
    occupancyXWind: t.exposeFloat('occupancyXWind', { nullable: false, description: 'occupancy.mean × windMean.' }),
    flowXPrecipitation: t.exposeFloat('flowXPrecipitation', {
      nullable: false,
      description: 'flow.mean × precipitationMean.',
    }),
  }),
});

const Incidents = builder.objectRef<IncidentFeatures>('IncidentFeatures').implement({
  description:
    'Incidents open at some instant of the window that concern the scope: on the whole campus, for its lecture, at one of its gates, or (naming no lecture) at a gate the lecture was swiped at that day.',
  fields: (t) => ({
    open: t.exposeInt('open', { nullable: false, description: 'How many.' }),
    maxSeverity: t.exposeInt('maxSeverity', { nullable: false, description: '1 (minor) to 5.' }),
    blockedLanes: t.exposeInt('blockedLanes', { nullable: false, description: 'Sum over them.' }),
    minutesSinceLatest: t.exposeFloat('minutesSinceLatest', {
      nullable: false,
      description: "From the latest start to the window's end.",
    }),
  }),
});

export const FlowWindowRef = builder.objectRef<FlowWindowView>('FlowWindow').implement({
  description: 'One event-time window [from, to). Statistics are over its whole minutes.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', nullable: false, description: 'Where it begins, inclusive.' }),
    to: t.expose('to', { type: 'DateTime', nullable: false, description: 'Where it ends, exclusive.' }),
    enters: t.exposeInt('enters', { nullable: false, description: 'Enters within it.' }),
    exits: t.exposeInt('exits', { nullable: false, description: 'Exits within it.' }),
    flow: t.field({ type: Statistic, nullable: false, description: 'Swipes per minute.', resolve: (row) => row.flow }),
    occupancy: t.field({
      type: Statistic,
      nullable: false,
      description:
        "People inside at each minute's end: enters minus exits of the scope since the day began, never below 0.",
      resolve: (row) => row.occupancy,
    }),
    speed: t.field({
      type: Statistic,
      description:
        'Metres per second along known segments, over the movements that end in the window; null when there were none. A movement goes from one gate to the next of the scope within an hour.',
      resolve: (row) => row.speed,
    }),
    flowLags: t.field({
      type: ['Float'],
      nullable: false,
      description: "flow.mean of the windows before, latest first; shorter at the day's start. At most 12.",
      args: { count: t.arg.int({ required: true, defaultValue: 3, description: 'How many: 0 to 12.' }) },
      resolve: (row, { count }) => [...flowLags(row, count)],
    }),
    flowDelta: t.exposeFloat('flowDelta', {
      description: "flow.mean minus the window before's; null for the first.",
    }),
    flowAcceleration: t.exposeFloat('flowAcceleration', {
      description: "flowDelta minus the window before's. null for the first two.",
    }),
    weather: t.field({
      type: Weather,
      description: 'null when no observation lies in the window or the hour before it.',
      resolve: (row) => row.weather,
    }),
    incidents: t.field({
      type: Incidents,
      description: 'null when no incident is open in the window.',
      resolve: (row) => row.incidents,
    }),
    isFinal: t.exposeBoolean('isFinal', {
      nullable: false,
      description:
        "True once the scope's watermark has reached `to` (design.md §7 defines it, idle scopes included). The watermark is the largest timestamp received or, where nothing has come for longer than the allowed lateness, the time through which ingest has processed, less that lateness.",
    }),
    revision: t.exposeInt('revision', {
      nullable: false,
      description:
        'Its swipes that were received after the watermark had reached `to`: accepted, counted, and each of them a new revision.',
    }),
  }),
});

const MovementRef = builder.objectRef<MovementView>('Movement').implement({
  description: "Students' ways from one gate straight to another.",
  fields: (t) => ({
    fromGateId: t.exposeString('fromGateId', { nullable: false, description: 'The gate swiped at first.' }),
    toGateId: t.exposeString('toGateId', { nullable: false, description: 'The gate swiped at next.' }),
    segmentId: t.exposeString('segmentId', {
      description: 'The segment known of the pair, of several the first by id.',
    }),
    count: t.exposeInt('count', { nullable: false, description: 'How often somebody went.' }),
    medianSeconds: t.exposeFloat('medianSeconds', { nullable: false, description: 'From swipe to swipe.' }),
    medianSpeed: t.exposeFloat('medianSpeed', {
      description: 'Metres per second, over those that took any time; null without a segment.',
    }),
  }),
});

export const windowArguments = builder.args((t) => ({
  scope: t.field({ type: FlowScopeInput, required: true, description: 'What to make windows over.' }),
  size: t.field({
    type: 'Duration',
    required: true,
    defaultValue: 30 * MINUTE_MS,
    description: 'At most 24 hours; a multiple of the slide.',
  }),
  slide: t.field({
    type: 'Duration',
    required: true,
    defaultValue: 5 * MINUTE_MS,
    description: 'Whole minutes, 1 to the size.',
  }),
}));

/** A day has so many windows. */
export function windowCost({ slide }: { slide: number }) {
  return { field: 100, multiplier: Math.min(WINDOWS_MAX, Math.ceil(DAY_MS / Math.max(slide, MINUTE_MS))) };
}

builder.objectFields(Reports, (t) => ({
  flow: t.field({
    type: [FlowWindowRef],
    authScopes: { any: READ_FIGURES },
    description: `Event-time sliding windows over a scope's day, oldest first. Slide 1 minute to the size; size at most 24 hours and a multiple of the slide; windows begin at multiples of the slide since the day's start. They are listed to the last that has begun; the slide is whole minutes.`,
    args: {
      ...windowArguments,
      from: t.arg({ type: 'DateTime', description: 'Only windows that end after it.' }),
      to: t.arg({ type: 'DateTime', description: 'Only windows that begin before it.' }),
    },
    complexity: windowCost,
    resolve: (_, args, ctx) => reportFlow(ctx, args),
  }),
  movements: t.field({
    type: [MovementRef],
    authScopes: { any: READ_FIGURES },
    description:
      'Students going from one gate to the next within `within`, per gate pair, busiest first, then by gate ids. Next is the next swipe of theirs that day, whatever the lecture; with `gateIds` only pairs of these are listed.',
    args: {
      day: t.arg({ type: 'LocalDate', required: true, description: 'The campus day.' }),
      gateIds: t.arg.stringList({ description: 'Only pairs of these gates; at most 500.' }),
      within: t.arg({
        type: 'Duration',
        required: true,
        defaultValue: 60 * MINUTE_MS,
        description: 'The longest a way may take; at most 24 hours.',
      }),
      first: t.arg.int({ required: true, defaultValue: 50, description: 'Pairs at most: 1 to 500.' }),
    },
    complexity: ({ first }) => ({ field: 100, multiplier: Math.max(1, Math.min(first, 500)) }),
    resolve: (_, args, ctx) => reportMovements(ctx, args),
  }),
}));
