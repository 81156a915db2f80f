/* eslint-disable */
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** Opaque position in a live feed. Keep it, send it back, never parse it. It does not depend on the filter; the two feeds' cursors are not interchangeable. */
  Cursor: { input: string; output: string; }
  /** RFC 3339 instant. Input needs an offset or Z; output is UTC with milliseconds. */
  DateTime: { input: string; output: string; }
  /** ISO 8601 duration of days, hours, minutes, seconds, e.g. PT10M; no years or months. */
  Duration: { input: string; output: string; }
  /** Any JSON value: text, number, true, false, null, list or object. */
  JSON: { input: unknown; output: unknown; }
  /** Calendar day, YYYY-MM-DD, on the campus clock. */
  LocalDate: { input: string; output: string; }
  /** Wall-clock time, HH:MM or HH:MM:SS, on the campus clock. */
  LocalTime: { input: string; output: string; }
  /** RFC 9562 UUID, in any case; answered in lower case. */
  UUID: { input: string; output: string; }
};

/** What is counted of a session. */
export type AttendanceMeasure =
  /** Accepted swipes, enters and exits. */
  | 'SWIPES'
  /** Exact. Distinct students with an accepted swipe. */
  | 'UNIQUE_STUDENTS';

/** What became of a student at a session. */
export type AttendanceOutcome =
  /** Enrolled that day, and no accepted swipe. */
  | 'ABSENT'
  /** Start unknown, or only exits. */
  | 'ATTENDED'
  /** First enter later than start + grace. */
  | 'LATE'
  /** First enter at most the grace after the start. */
  | 'ON_TIME';

/** How attendees are listed. */
export type AttendeeOrder =
  /** By first enter, then studentId; those who only left come last. */
  | 'FIRST_ENTER'
  /** By studentId. */
  | 'STUDENT_ID';

/** Reports count only sessions that have started and are not cancelled. At most 400 days. */
export type DayRange = {
  /** First day, inclusive. */
  from: Scalars['LocalDate']['input'];
  /** Exclusive. */
  to: Scalars['LocalDate']['input'];
};

/** First and last day, inclusive; sessions outside do not count for the student. `from` omitted on a new enrolment: today; explicit null: unbounded. Importing a removed enrolment again opens a second period. */
export type EnrolmentInput = {
  /** First day; omitted on a new enrolment: today; null: unbounded. */
  from?: InputMaybe<Scalars['LocalDate']['input']>;
  /** 1 to 64 of A-Z a-z 0-9 . _ : - */
  lectureId: Scalars['String']['input'];
  /** 1 to 64 of A-Z a-z 0-9 . _ : - */
  studentId: Scalars['String']['input'];
  /** Last day, inclusive; null: unbounded. */
  until?: InputMaybe<Scalars['LocalDate']['input']>;
};

/** One student in one lecture. */
export type EnrolmentKey = {
  /** 1 to 64 of A-Z a-z 0-9 . _ : - */
  lectureId: Scalars['String']['input'];
  /** 1 to 64 of A-Z a-z 0-9 . _ : - */
  studentId: Scalars['String']['input'];
};

/** What windows are made over: one of the two. Day defaults to today. */
export type FlowScope =
  /** Gates' day, taken together. */
  { gates: GateSetDay; lecture?: never; }
  |  /** A lecture's day. */
  { gates?: never; lecture: LectureDay; };

/** Some gates' day, taken together. */
export type GateSetDay = {
  /** Today unless given. */
  day?: InputMaybe<Scalars['LocalDate']['input']>;
  /** 1 to 64, taken together. */
  gateIds: Array<Scalars['String']['input']>;
};

/** Something that hinders people, at a gate, for a lecture, or (with neither) on the whole campus. It is open from its start until its end; another of the same id replaces it. */
export type IncidentInput = {
  /** 0 to 100. */
  blockedLanes?: Scalars['Int']['input'];
  /** After the start; null: it goes on. */
  endedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The gate it is at; null clears it. */
  gateId?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 64 of A-Z a-z 0-9 . _ : - */
  incidentId: Scalars['String']['input'];
  /** The lecture it concerns; null clears it. */
  lectureId?: InputMaybe<Scalars['String']['input']>;
  /** 1 (minor) to 5. */
  severity: Scalars['Int']['input'];
  /** From 2000 to now. */
  startedAt: Scalars['DateTime']['input'];
};

/** All given conditions must hold; a list is 'any of'; at most 1,000 ids in all. An attempt whose field could not be read meets no condition on it. */
export type InvalidAttemptFilter = {
  /** Attempts at any of these gates. */
  gateIds?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Attempts for any of these lectures. */
  lectureIds?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Refused for any of these reasons. */
  reasons?: InputMaybe<Array<InvalidReason>>;
  /** Attempts with any of these cards. */
  studentIds?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** What attempts are grouped by. */
export type InvalidAttemptKey =
  /** Attempts of the same campus day are one group. */
  | 'DAY'
  /** Attempts of the same gate are one group. */
  | 'GATE'
  /** Attempts of the same hour are one group. */
  | 'HOUR'
  /** Attempts of the same lecture are one group. */
  | 'LECTURE'
  /** Attempts of the same reason are one group. */
  | 'REASON'
  /** Attempts of the same card are one group. */
  | 'STUDENT';

/** Why a swipe was refused. */
export type InvalidReason =
  /** The event id was accepted before with other content. */
  | 'EVENT_ID_REUSED'
  /** Not a swipe: bad JSON, a missing or ill-formed field, a timestamp without zone, an unknown action. */
  | 'MALFORMED'
  /** Further ahead of the time it was received than the allowed skew. */
  | 'TIMESTAMP_IN_FUTURE'
  /** Not on the roster: the Bloom filter said no, or said maybe and the roster said no. */
  | 'UNKNOWN_STUDENT';

/** A lecture's day. */
export type LectureDay = {
  /** Today unless given. */
  day?: InputMaybe<Scalars['LocalDate']['input']>;
  /** 1 to 64 of A-Z a-z 0-9 . _ : - */
  lectureId: Scalars['String']['input'];
};

/** All given conditions must hold. */
export type LectureFilter = {
  /** With a session that day: scheduled, or swiped at. */
  day?: InputMaybe<Scalars['LocalDate']['input']>;
  /** Any of these; at most 500. */
  lectureIds?: InputMaybe<Array<Scalars['String']['input']>>;
  /** At least 2 characters: prefix of the id or of a word of the title, any case. */
  search?: InputMaybe<Scalars['String']['input']>;
};

/** A lecture to put on the timetable, or what to change of one. */
export type LectureInput = {
  /** How long after the start an arrival still counts as on time; null: the campus's default. */
  gracePeriod?: InputMaybe<Scalars['Duration']['input']>;
  /** 1 to 64 of A-Z a-z 0-9 . _ : - */
  lectureId: Scalars['String']['input'];
  /** Replaces all its slots; null: none. */
  timetable?: InputMaybe<Array<TimetableSlotInput>>;
  /** The title shown; null clears it. */
  title?: InputMaybe<Scalars['String']['input']>;
};

/** What lectures are ranked by. */
export type LectureRanking =
  /** Sum over the days of each day's HyperLogLog estimate. */
  | 'DAILY_UNIQUES'
  /** Estimate of the union over all the days. */
  | 'OVERALL_UNIQUES'
  /** Accepted swipes, exact. */
  | 'SWIPES';

/** A way from one gate to another, one way; another of the same id replaces it. */
export type SegmentInput = {
  /** 1 to 64 of A-Z a-z 0-9 . _ : - */
  fromGateId: Scalars['String']['input'];
  /** Above 0, at most 100,000. */
  lengthMetres: Scalars['Float']['input'];
  /** 1 to 64 of A-Z a-z 0-9 . _ : - */
  segmentId: Scalars['String']['input'];
  /** 1 to 64 of A-Z a-z 0-9 . _ : -; another gate. */
  toGateId: Scalars['String']['input'];
};

/** A session that is cancelled or moved within its day. */
export type SessionChangeInput = {
  /** True: it does not take place. */
  cancelled?: Scalars['Boolean']['input'];
  /** The day changed. */
  day: Scalars['LocalDate']['input'];
  /** Another length; omitted keeps what is stored, null: the timetable's stands. */
  duration?: InputMaybe<Scalars['Duration']['input']>;
  /** 1 to 64 of A-Z a-z 0-9 . _ : - */
  lectureId: Scalars['String']['input'];
  /** Another start; omitted keeps what is stored, null: the timetable's stands. */
  startsAt?: InputMaybe<Scalars['LocalTime']['input']>;
};

/** Which sessions of a lecture: one of the two. */
export type SessionChoice =
  /** The last 1 to 200 that have started and are not cancelled. */
  { lastSessions: Scalars['Int']['input']; range?: never; }
  |  /** Those of these days; at most 400. */
  { lastSessions?: never; range: DayRange; };

/** Where a session stands now. */
export type SessionStatus =
  /** Cancelled by a session change; swipes are still taken. */
  | 'CANCELLED'
  /** Its end, or its day where it has none, is over. */
  | 'ENDED'
  /** Begun, or swiped at today. */
  | 'OPEN'
  /** Not begun. */
  | 'SCHEDULED';

/** When the simulated swipes happen. */
export type SimulationMode =
  /** Now: lectures start within the first minutes and event times are the wall clock's. Same input: the same swipes but for the offset of the start. */
  | 'LIVE'
  /** Past days as they would have been: event times in `days` days, the last of them yesterday unless `day` says otherwise. Same input: the same swipes, byte for byte, event ids included. */
  | 'PLAYBACK';

/** How far a simulation is. */
export type SimulationState =
  /** Planned, published and processed are equal. */
  | 'COMPLETED'
  /** All is published; ingest is not through yet. */
  | 'DRAINING'
  /** It could not go on; `failure` says why. */
  | 'FAILED'
  /** Publishing. */
  | 'RUNNING'
  /** Stopped before the plan was played out. */
  | 'STOPPED';

/** What a subscriber that reads too slowly gets once its bounded queue is full. Nobody else is ever affected. */
export type SlowPolicy =
  /** Ended with SUBSCRIBER_TOO_SLOW and the cursor to resume after. */
  | 'DISCONNECT'
  /** Frames are dropped; the next one sent carries `gap` with the exact count. */
  | 'DROP';

/** Which end of a list comes first. */
export type SortOrder =
  /** The smallest or earliest first. */
  | 'ASC'
  /** The greatest or latest first. */
  | 'DESC';

/** Lecture, student, gate and event ids carry a short hash of the resolved input (`seed`, `day`, shares, time zone, for LIVE also the start; not `rate`, `limit`, `preload`), so that no two simulations share a session or a card. Cards meant to be invalid are on nobody's roster. */
export type StartSimulationInput = {
  /** Of enrolled students who do not come, 0..1. */
  absentShare?: Scalars['Float']['input'];
  /** PLAYBACK's first day; no swipe lies in the future. */
  day?: InputMaybe<Scalars['LocalDate']['input']>;
  /** Days played. */
  days?: Scalars['Int']['input'];
  /** Of swipes that are published twice, 0..1. */
  duplicateShare?: Scalars['Float']['input'];
  /** Of swipes by cards on nobody's roster, 0..1. */
  invalidShare?: Scalars['Float']['input'];
  /** Shares of 0..1. Of arrivals that are late. */
  lateShare?: Scalars['Float']['input'];
  /** Lectures they attend. */
  lectures?: Scalars['Int']['input'];
  /** Stop after this many swipes; null: when the days are played out. */
  limit?: InputMaybe<Scalars['Int']['input']>;
  /** Of messages that are not swipes, 0..1. */
  malformedShare?: Scalars['Float']['input'];
  /** Past days, or now. */
  mode?: SimulationMode;
  /** Of swipes that are published late, 0..1. */
  outOfOrderShare?: Scalars['Float']['input'];
  /** Put the simulated students, lectures, timetable and enrolments on the roster (and so in the Bloom filter) first. false: nothing is imported, and every student and lecture of the plan must be on the roster already, else SimulationInputProblem ROSTER_MISSING. */
  preload?: Scalars['Boolean']['input'];
  /** Swipes per second on the wall clock; null: as fast as ingest takes them (PLAYBACK), as they fall (LIVE). */
  rate?: InputMaybe<Scalars['Float']['input']>;
  /** null: one is chosen, and told in `Simulation.seed`. */
  seed?: InputMaybe<Scalars['Int']['input']>;
  /** Students on the simulated campus. */
  students?: Scalars['Int']['input'];
};

/** All given conditions must hold. */
export type StudentFilter = {
  /** Exactly this cohort. */
  cohort?: InputMaybe<Scalars['String']['input']>;
  /** At least 2 characters: prefix of the id or of a word of the name, any case. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Any of these; at most 500. */
  studentIds?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** A student to put on the roster, or what to change of one. */
export type StudentInput = {
  /** The group they belong to; null clears it. */
  cohort?: InputMaybe<Scalars['String']['input']>;
  /** The name shown; null clears it. */
  displayName?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 64 of A-Z a-z 0-9 . _ : - */
  studentId: Scalars['String']['input'];
};

/** Which way a badge went through a gate. */
export type SwipeAction =
  /** Into the room. */
  | 'ENTER'
  /** Out of the room. */
  | 'EXIT';

/** All given conditions must hold; a list is 'any of'; at most 1,000 ids in all. */
export type SwipeFilter = {
  /** Swipes of any of these actions. */
  actions?: InputMaybe<Array<SwipeAction>>;
  /** Swipes at any of these gates. */
  gateIds?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Swipes for any of these lectures. */
  lectureIds?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Swipes of any of these students. */
  studentIds?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** A swipe as a badge reader hands it in. */
export type SwipeInput = {
  /** Which way the badge went. */
  action: SwipeAction;
  /** The reader's own id for it: the same id never counts twice. */
  eventId: Scalars['UUID']['input'];
  /** 1 to 64 of A-Z a-z 0-9 . _ : - */
  gateId: Scalars['String']['input'];
  /** 1 to 64 of A-Z a-z 0-9 . _ : - */
  lectureId: Scalars['String']['input'];
  /** Version of the event; a higher one is read by the fields known. */
  schemaVersion?: Scalars['Int']['input'];
  /** 1 to 64 of A-Z a-z 0-9 . _ : - */
  studentId: Scalars['String']['input'];
  /** When the badge was read; not before 2000. */
  timestamp: Scalars['DateTime']['input'];
};

/** UNKNOWN: not processed yet, or longer ago than is remembered. */
export type SwipeOutcomeState =
  /** Accepted and counted, once. */
  | 'ACCEPTED'
  /** Refused; an invalid attempt says why. */
  | 'INVALID'
  /** Not processed yet, or longer ago than is remembered. */
  | 'UNKNOWN';

/** Half-open range of instants, [from, to). */
export type TimeRange = {
  /** First instant, inclusive. */
  from: Scalars['DateTime']['input'];
  /** Exclusive. */
  to: Scalars['DateTime']['input'];
};

/** One weekly slot. */
export type TimetableSlotInput = {
  /** How long it runs; not past midnight. */
  duration: Scalars['Duration']['input'];
  /** First day it runs, inclusive; without one: today. */
  from?: InputMaybe<Scalars['LocalDate']['input']>;
  /** When it starts, on the campus clock. */
  startsAt: Scalars['LocalTime']['input'];
  /** Last day it runs, inclusive; null: unbounded. */
  until?: InputMaybe<Scalars['LocalDate']['input']>;
  /** The day of the week it runs on. */
  weekday: Weekday;
};

/** The weather on the campus at an instant; another of the same instant replaces it. */
export type WeatherInput = {
  /** When it was observed: from 2000 to now. */
  at: Scalars['DateTime']['input'];
  /** mm per hour, 0 to 500. */
  precipitation: Scalars['Float']['input'];
  /** degrees Celsius, -90 to 60; omitted keeps what is stored, null clears it. */
  temperature?: InputMaybe<Scalars['Float']['input']>;
  /** metres per second, 0 to 150. */
  wind: Scalars['Float']['input'];
};

/** A day of the week; weeks begin on Monday. */
export type Weekday =
  /** That day of the week, on the campus clock. */
  | 'FRIDAY'
  /** That day of the week, on the campus clock. */
  | 'MONDAY'
  /** That day of the week, on the campus clock. */
  | 'SATURDAY'
  /** That day of the week, on the campus clock. */
  | 'SUNDAY'
  /** That day of the week, on the campus clock. */
  | 'THURSDAY'
  /** That day of the week, on the campus clock. */
  | 'TUESDAY'
  /** That day of the week, on the campus clock. */
  | 'WEDNESDAY';

export type SubmitSwipeEventsMutationVariables = Exact<{
  events: Array<Scalars['JSON']['input']> | Scalars['JSON']['input'];
}>;


export type SubmitSwipeEventsMutation = { __typename?: 'Mutation', submitSwipeEvents?: { __typename?: 'SubmitSwipesPayload', queued: number, problems: Array<{ __typename?: 'InputProblem', index: number, field?: string | null, code: string, message: string }> } | null };

export type ImportStudentsMutationVariables = Exact<{
  rows: Array<StudentInput> | StudentInput;
}>;


export type ImportStudentsMutation = { __typename?: 'Mutation', result?: { __typename?: 'ImportPayload', done: number, problems: Array<{ __typename?: 'InputProblem', index: number, field?: string | null, code: string, message: string }> } | null };

export type ImportLecturesMutationVariables = Exact<{
  rows: Array<LectureInput> | LectureInput;
}>;


export type ImportLecturesMutation = { __typename?: 'Mutation', result?: { __typename?: 'ImportPayload', done: number, problems: Array<{ __typename?: 'InputProblem', index: number, field?: string | null, code: string, message: string }> } | null };

export type ImportEnrolmentsMutationVariables = Exact<{
  rows: Array<EnrolmentInput> | EnrolmentInput;
}>;


export type ImportEnrolmentsMutation = { __typename?: 'Mutation', result?: { __typename?: 'ImportPayload', done: number, problems: Array<{ __typename?: 'InputProblem', index: number, field?: string | null, code: string, message: string }> } | null };

export type RemoveStudentsMutationVariables = Exact<{
  studentIds: Array<Scalars['String']['input']> | Scalars['String']['input'];
}>;


export type RemoveStudentsMutation = { __typename?: 'Mutation', result?: { __typename?: 'ImportPayload', done: number, problems: Array<{ __typename?: 'InputProblem', index: number, field?: string | null, code: string, message: string }> } | null };

export type RemoveLecturesMutationVariables = Exact<{
  lectureIds: Array<Scalars['String']['input']> | Scalars['String']['input'];
}>;


export type RemoveLecturesMutation = { __typename?: 'Mutation', result?: { __typename?: 'ImportPayload', done: number, problems: Array<{ __typename?: 'InputProblem', index: number, field?: string | null, code: string, message: string }> } | null };

export type RemoveEnrolmentsMutationVariables = Exact<{
  rows: Array<EnrolmentKey> | EnrolmentKey;
}>;


export type RemoveEnrolmentsMutation = { __typename?: 'Mutation', result?: { __typename?: 'ImportPayload', done: number, problems: Array<{ __typename?: 'InputProblem', index: number, field?: string | null, code: string, message: string }> } | null };

export type CampusZoneQueryVariables = Exact<{ [key: string]: never; }>;


export type CampusZoneQuery = { __typename?: 'Query', campus: { __typename?: 'Campus', timeZone: string } };

export type StartDemoMutationVariables = Exact<{
  input: StartSimulationInput;
}>;


export type StartDemoMutation = { __typename?: 'Mutation', startSimulation?:
    | { __typename: 'Simulation', id: string, planned: number, seed: number }
    | { __typename: 'SimulationAlreadyPlayed', code: string, message: string }
    | { __typename: 'SimulationAlreadyRunning', code: string, message: string }
    | { __typename: 'SimulationInputProblem', code: string, message: string }
   | null };

export type DemoProgressQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type DemoProgressQuery = { __typename?: 'Query', campus: { __typename?: 'Campus', now: string, today: string }, simulation?: { __typename?: 'Simulation', state: SimulationState, planned: number, published: number, failure?: string | null, observed?: { __typename?: 'SimulationCounts', accepted: number, invalid: number, duplicates: number, malformed: number } | null } | null, sessions?: { __typename?: 'LectureSessionConnection', nodes: Array<{ __typename?: 'LectureSession', status: SessionStatus, startsAt?: string | null, swipeCount?: number | null, presentNow?: number | null, lateCount?: number | null, lecture: { __typename?: 'Lecture', lectureId: string, title?: string | null, enrolledCount?: number | null }, uniqueAttendees?: { __typename?: 'UniqueCount', estimate?: number | null, exact?: number | null } | null }> } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const SubmitSwipeEventsDocument = new TypedDocumentString(`
    mutation SubmitSwipeEvents($events: [JSON!]!) {
  submitSwipeEvents(events: $events) {
    queued
    problems {
      index
      field
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SubmitSwipeEventsMutation, SubmitSwipeEventsMutationVariables>;
export const ImportStudentsDocument = new TypedDocumentString(`
    mutation ImportStudents($rows: [StudentInput!]!) {
  result: importStudents(students: $rows) {
    done
    problems {
      index
      field
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<ImportStudentsMutation, ImportStudentsMutationVariables>;
export const ImportLecturesDocument = new TypedDocumentString(`
    mutation ImportLectures($rows: [LectureInput!]!) {
  result: importLectures(lectures: $rows) {
    done
    problems {
      index
      field
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<ImportLecturesMutation, ImportLecturesMutationVariables>;
export const ImportEnrolmentsDocument = new TypedDocumentString(`
    mutation ImportEnrolments($rows: [EnrolmentInput!]!) {
  result: importEnrolments(enrolments: $rows) {
    done
    problems {
      index
      field
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<ImportEnrolmentsMutation, ImportEnrolmentsMutationVariables>;
export const RemoveStudentsDocument = new TypedDocumentString(`
    mutation RemoveStudents($studentIds: [String!]!) {
  result: removeStudents(studentIds: $studentIds) {
    done
    problems {
      index
      field
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RemoveStudentsMutation, RemoveStudentsMutationVariables>;
export const RemoveLecturesDocument = new TypedDocumentString(`
    mutation RemoveLectures($lectureIds: [String!]!) {
  result: removeLectures(lectureIds: $lectureIds) {
    done
    problems {
      index
      field
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RemoveLecturesMutation, RemoveLecturesMutationVariables>;
export const RemoveEnrolmentsDocument = new TypedDocumentString(`
    mutation RemoveEnrolments($rows: [EnrolmentKey!]!) {
  result: removeEnrolments(enrolments: $rows) {
    done
    problems {
      index
      field
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RemoveEnrolmentsMutation, RemoveEnrolmentsMutationVariables>;
export const CampusZoneDocument = new TypedDocumentString(`
    query CampusZone {
  campus {
    timeZone
  }
}
    `) as unknown as TypedDocumentString<CampusZoneQuery, CampusZoneQueryVariables>;
export const StartDemoDocument = new TypedDocumentString(`
    mutation StartDemo($input: StartSimulationInput!) {
  startSimulation(input: $input) {
    __typename
    ... on Simulation {
      id
      planned
      seed
    }
    ... on Problem {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<StartDemoMutation, StartDemoMutationVariables>;
export const DemoProgressDocument = new TypedDocumentString(`
    query DemoProgress($id: ID!) {
  campus {
    now
    today
  }
  simulation(id: $id) {
    state
    planned
    published
    failure
    observed {
      accepted
      invalid
      duplicates
      malformed
    }
  }
  sessions(first: 100) {
    nodes {
      lecture {
        lectureId
        title
        enrolledCount
      }
      status
      startsAt
      swipeCount
      uniqueAttendees {
        estimate
        exact
      }
      presentNow
      lateCount
    }
  }
}
    `) as unknown as TypedDocumentString<DemoProgressQuery, DemoProgressQueryVariables>;