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

/** A student at one of their sessions. */
export type AttendanceRecord = {
  __typename?: 'AttendanceRecord';
  /** First accepted enter of the session; null when there was none. */
  firstEnter?: Maybe<Scalars['DateTime']['output']>;
  /** From the start to the first enter; null unless LATE. */
  lateBy?: Maybe<Scalars['Duration']['output']>;
  /** What became of the student. */
  outcome: AttendanceOutcome;
  /** The session, begun and not cancelled. */
  session: LectureSession;
};

/** One page of a list, in the order said on the field that gave it. */
export type AttendanceRecordConnection = {
  __typename?: 'AttendanceRecordConnection';
  /** The rows of the page, each with its cursor. */
  edges: Array<AttendanceRecordEdge>;
  /** The rows of the page. */
  nodes: Array<AttendanceRecord>;
  /** Where the page stands in its list. */
  pageInfo: PageInfo;
};

/** One row of a AttendanceRecordConnection, with its cursor. */
export type AttendanceRecordEdge = {
  __typename?: 'AttendanceRecordEdge';
  /** Opaque place of the row in this list. */
  cursor: Scalars['String']['output'];
  /** The row itself. */
  node: AttendanceRecord;
};

/** A student at a session. `late` and `lateBy` are null when the start is unknown or there was no enter; `lateBy` also when on time. */
export type Attendee = {
  __typename?: 'Attendee';
  /** True when enrolled in the lecture that day; false for a walk-in. */
  enrolled: Scalars['Boolean']['output'];
  /** First accepted enter of the session; null when there were only exits. */
  firstEnter?: Maybe<Scalars['DateTime']['output']>;
  /** Last accepted swipe of the session. */
  lastSwipe: Scalars['DateTime']['output'];
  /** First enter later than start + grace; exactly equal is on time. null when that cannot be told. */
  late?: Maybe<Scalars['Boolean']['output']>;
  /** From the start to the first enter; null when on time, or when that cannot be told. */
  lateBy?: Maybe<Scalars['Duration']['output']>;
  /** True when the last accepted swipe of the session is an enter. */
  present: Scalars['Boolean']['output'];
  /** By id alone once off the roster. One batched read for all the attendees of an answer. */
  student?: Maybe<Student>;
  /** The id on the student's badge. */
  studentId: Scalars['String']['output'];
};

/** One page of a list, in the order said on the field that gave it. */
export type AttendeeConnection = {
  __typename?: 'AttendeeConnection';
  /** The rows of the page, each with its cursor. */
  edges: Array<AttendeeEdge>;
  /** The rows of the page. */
  nodes: Array<Attendee>;
  /** Where the page stands in its list. */
  pageInfo: PageInfo;
};

/** One row of a AttendeeConnection, with its cursor. */
export type AttendeeEdge = {
  __typename?: 'AttendeeEdge';
  /** Opaque place of the row in this list. */
  cursor: Scalars['String']['output'];
  /** The row itself. */
  node: Attendee;
};

/** How attendees are listed. */
export type AttendeeOrder =
  /** By first enter, then studentId; those who only left come last. */
  | 'FIRST_ENTER'
  /** By studentId. */
  | 'STUDENT_ID';

/** The campus clock and the limits a client plans by. */
export type Campus = {
  __typename?: 'Campus';
  /** How long after the event a swipe may be received without being a revision. */
  allowedLateness: Scalars['Duration']['output'];
  /** How far back a feed cursor can be resumed. */
  feedRetention: Scalars['Duration']['output'];
  /** The time of answering. */
  now: Scalars['DateTime']['output'];
  /** How long `swipeOutcomes` remembers what became of a swipe. */
  outcomeRetention: Scalars['Duration']['output'];
  /** IANA name of the campus time zone. */
  timeZone: Scalars['String']['output'];
  /** The calendar day it is now on the campus clock. */
  today: Scalars['LocalDate']['output'];
};

/** Reports count only sessions that have started and are not cancelled. At most 400 days. */
export type DayRange = {
  /** First day, inclusive. */
  from: Scalars['LocalDate']['input'];
  /** Exclusive. */
  to: Scalars['LocalDate']['input'];
};

/** A message set aside: not a swipe, or one that could not be written. */
export type DeadLetter = Node & {
  __typename?: 'DeadLetter';
  /** How often it was tried. */
  attempts: Scalars['Int']['output'];
  /** The global Relay id: the same on every gateway and for ever. Opaque. */
  id: Scalars['ID']['output'];
  /** One sentence for a person. */
  message: Scalars['String']['output'];
  /** The bytes as received; base64 where they are not UTF-8. */
  payload: Scalars['String']['output'];
  /** True where `payload` is base64. */
  payloadIsBase64: Scalars['Boolean']['output'];
  /** A short upper-case code. */
  reason: Scalars['String']['output'];
  /** When the ingest log took it, as stamped by its producer. */
  receivedAt: Scalars['DateTime']['output'];
};

/** One page of a list, in the order said on the field that gave it. */
export type DeadLetterConnection = {
  __typename?: 'DeadLetterConnection';
  /** The rows of the page, each with its cursor. */
  edges: Array<DeadLetterEdge>;
  /** The rows of the page. */
  nodes: Array<DeadLetter>;
  /** Where the page stands in its list. */
  pageInfo: PageInfo;
};

/** One row of a DeadLetterConnection, with its cursor. */
export type DeadLetterEdge = {
  __typename?: 'DeadLetterEdge';
  /** Opaque place of the row in this list. */
  cursor: Scalars['String']['output'];
  /** The row itself. */
  node: DeadLetter;
};

/** What was done, and what stood in the way of the others. */
export type DeadLetterPayload = {
  __typename?: 'DeadLetterPayload';
  /** Dead letters dealt with; an id given twice counts once. */
  done: Scalars['Int']['output'];
  /** Ids that stand for no dead letter, by index. */
  problems: Array<InputProblem>;
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

/** What the reports must say of one session of the plan. */
export type ExpectedSession = {
  __typename?: 'ExpectedSession';
  /** The day it is held on. */
  day: Scalars['LocalDate']['output'];
  /** Students who came late. */
  latecomers: Scalars['Int']['output'];
  /** The lecture held. */
  lectureId: Scalars['String']['output'];
  /** Accepted swipes. */
  swipes: Scalars['Int']['output'];
  /** Distinct students, exact. */
  uniqueStudents: Scalars['Int']['output'];
};

/** `missed` frames that matched the filter lie after `from` and before this frame; `swipeFeed(after: from)` has them. */
export type FeedGap = {
  __typename?: 'FeedGap';
  /** The cursor they follow. */
  from: Scalars['Cursor']['output'];
  /** How many were dropped, exactly. */
  missed: Scalars['Int']['output'];
};

/** With `progressEvery`: one at once, with the cursor at which the feed was joined, then one whenever nothing was sent for so long; so a quiet room differs from a dead pipeline. */
export type FeedProgress = {
  __typename?: 'FeedProgress';
  /** The time of sending. */
  at: Scalars['DateTime']['output'];
  /** How far ingest is behind; null when it has not been heard of for three intervals. */
  lag?: Maybe<Scalars['Duration']['output']>;
  /** Of ingest as a whole; null when it has not been heard of for three intervals. */
  watermark?: Maybe<Scalars['DateTime']['output']>;
};

/** A badge reader, known from the swipes accepted there. */
export type Gate = Node & {
  __typename?: 'Gate';
  /** The id printed on the gate. */
  gateId: Scalars['String']['output'];
  /** The global Relay id: the same on every gateway and for ever. Opaque. */
  id: Scalars['ID']['output'];
  /** null when nobody swiped there that day (today). */
  summary?: Maybe<GateSummary>;
  /** By timestamp. Those of that day (today); newest first unless asked otherwise. */
  swipes?: Maybe<SwipeConnection>;
};


/** A badge reader, known from the swipes accepted there. */
export type GateSummaryArgs = {
  day?: InputMaybe<Scalars['LocalDate']['input']>;
};


/** A badge reader, known from the swipes accepted there. */
export type GateSwipesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  day?: InputMaybe<Scalars['LocalDate']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  order?: SortOrder;
};

/** One page of a list, in the order said on the field that gave it. */
export type GateConnection = {
  __typename?: 'GateConnection';
  /** The rows of the page, each with its cursor. */
  edges: Array<GateEdge>;
  /** The rows of the page. */
  nodes: Array<Gate>;
  /** Where the page stands in its list. */
  pageInfo: PageInfo;
};

/** One row of a GateConnection, with its cursor. */
export type GateEdge = {
  __typename?: 'GateEdge';
  /** Opaque place of the row in this list. */
  cursor: Scalars['String']['output'];
  /** The row itself. */
  node: Gate;
};

/** What went through a gate on one day. */
export type GateSummary = {
  __typename?: 'GateSummary';
  /** The day summed up. */
  day: Scalars['LocalDate']['output'];
  /** Accepted enters. */
  enters: Scalars['Int']['output'];
  /** Accepted exits. */
  exits: Scalars['Int']['output'];
  /** When its last accepted swipe of the day was made. */
  lastSwipeAt: Scalars['DateTime']['output'];
};

/** What was taken, and what stood in the way of the other rows. */
export type ImportPayload = {
  __typename?: 'ImportPayload';
  /** Rows taken, those that changed nothing included. */
  done: Scalars['Int']['output'];
  /** Bad rows, by index. */
  problems: Array<InputProblem>;
};

/** Counters of ingest since this process started, and its state now. */
export type IngestStatus = {
  __typename?: 'IngestStatus';
  /** Swipes accepted. */
  accepted: Scalars['Float']['output'];
  /** Published and not yet processed; null where the log cannot tell. */
  backlog?: Maybe<Scalars['Float']['output']>;
  /** Messages set aside. */
  deadLettered: Scalars['Float']['output'];
  /** Copies of accepted swipes. */
  duplicates: Scalars['Float']['output'];
  /** Swipes refused. */
  invalid: Scalars['Float']['output'];
  /** True while a backend's failure holds consumption up. */
  paused: Scalars['Boolean']['output'];
  /** Times a batch was tried again because a backend failed. */
  retried: Scalars['Float']['output'];
  /** What ingest has processed through, less the allowed lateness; null before its first sign of life. */
  watermark?: Maybe<Scalars['DateTime']['output']>;
};

/** What stands in the way of one row; the others were taken. */
export type InputProblem = Problem & {
  __typename?: 'InputProblem';
  /** Stable upper-case name of the problem. */
  code: Scalars['String']['output'];
  /** The field at fault; null when the row as a whole is. */
  field?: Maybe<Scalars['String']['output']>;
  /** Place of the row in the call, from 0. */
  index: Scalars['Int']['output'];
  /** One sentence for a person. */
  message: Scalars['String']['output'];
  /** True when sending the same again later can succeed. */
  retriable: Scalars['Boolean']['output'];
};

/** A swipe that was refused; it counts nowhere. */
export type InvalidAttempt = Node & {
  __typename?: 'InvalidAttempt';
  /** Which way the badge went; null where it could not be read. */
  action?: Maybe<SwipeAction>;
  /** Its bytes, where there are any; null once discarded. */
  deadLetter?: Maybe<DeadLetter>;
  /** The id its reader gave it; null where it could not be read. */
  eventId?: Maybe<Scalars['UUID']['output']>;
  /** The gate it was made at; null where it could not be read. */
  gateId?: Maybe<Scalars['String']['output']>;
  /** The global Relay id: the same on every gateway and for ever. Opaque. */
  id: Scalars['ID']['output'];
  /** The lecture it was made for; null where it could not be read. */
  lectureId?: Maybe<Scalars['String']['output']>;
  /** Why it was refused. */
  reason: InvalidReason;
  /** When the ingest log took it, as stamped by its producer. */
  receivedAt: Scalars['DateTime']['output'];
  /** The id on the badge; null where it could not be read. */
  studentId?: Maybe<Scalars['String']['output']>;
  /** When the badge was read; null where it could not be read. */
  timestamp?: Maybe<Scalars['DateTime']['output']>;
};

/** One page of a list, in the order said on the field that gave it. */
export type InvalidAttemptConnection = {
  __typename?: 'InvalidAttemptConnection';
  /** The rows of the page, each with its cursor. */
  edges: Array<InvalidAttemptEdge>;
  /** The rows of the page. */
  nodes: Array<InvalidAttempt>;
  /** Where the page stands in its list. */
  pageInfo: PageInfo;
};

/** One row of a InvalidAttemptConnection, with its cursor. */
export type InvalidAttemptEdge = {
  __typename?: 'InvalidAttemptEdge';
  /** Opaque place of the row in this list. */
  cursor: Scalars['String']['output'];
  /** The row itself. */
  node: InvalidAttempt;
};

/** A run of invalid attempts in the order they were announced. */
export type InvalidAttemptFeedPage = {
  __typename?: 'InvalidAttemptFeedPage';
  /** Each lecture in order; empty without `after`. */
  attempts: Array<InvalidAttempt>;
  /** True when nothing more had been announced at the time of answering. */
  caughtUp: Scalars['Boolean']['output'];
  /** Send it as `after`, here or to the subscription, to go on without a gap or a repeat. */
  cursor: Scalars['Cursor']['output'];
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

/** One of attempt and progress is set; `gap` may stand beside either. */
export type InvalidAttemptFrame = {
  __typename?: 'InvalidAttemptFrame';
  /** A refused swipe. */
  attempt?: Maybe<InvalidAttempt>;
  /** Send it as `after` to go on after this frame, without a gap or a repeat. */
  cursor: Scalars['Cursor']['output'];
  /** What was dropped before this frame, for a reader that chose DROP. */
  gap?: Maybe<FeedGap>;
  /** A sign of life in place of a value; set only with `progressEvery`. */
  progress?: Maybe<FeedProgress>;
};

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

/** A student whose first enter was later than start + grace. */
export type Latecomer = {
  __typename?: 'Latecomer';
  /** The first accepted enter of the session. */
  firstEnter: Scalars['DateTime']['output'];
  /** From the start, without the grace, to the first enter. */
  lateBy: Scalars['Duration']['output'];
  /** By id alone once off the roster. */
  student?: Maybe<Student>;
  /** The id on the badge. */
  studentId: Scalars['String']['output'];
};

/** One page of a list, in the order said on the field that gave it. */
export type LatecomerConnection = {
  __typename?: 'LatecomerConnection';
  /** The rows of the page, each with its cursor. */
  edges: Array<LatecomerEdge>;
  /** The rows of the page. */
  nodes: Array<Latecomer>;
  /** Where the page stands in its list. */
  pageInfo: PageInfo;
  /** Latecomers in all, whatever the page. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** One row of a LatecomerConnection, with its cursor. */
export type LatecomerEdge = {
  __typename?: 'LatecomerEdge';
  /** Opaque place of the row in this list. */
  cursor: Scalars['String']['output'];
  /** The row itself. */
  node: Latecomer;
};

/** A lecture of the timetable, or one that only accepted swipes name. */
export type Lecture = Node & {
  __typename?: 'Lecture';
  /** By studentId. Students enrolled today; one who has left the roster has an id alone. */
  enrolled?: Maybe<StudentConnection>;
  /** Students enrolled today. One batched read for all the lectures of an answer. */
  enrolledCount?: Maybe<Scalars['Int']['output']>;
  /** How long after the start an arrival still counts as on time. */
  gracePeriod: Scalars['Duration']['output'];
  /** The global Relay id: the same on every gateway and for ever. Opaque. */
  id: Scalars['ID']['output'];
  /** The id printed on timetables. */
  lectureId: Scalars['String']['output'];
  /** null when that day (today) is neither scheduled nor swiped at. */
  session?: Maybe<LectureSession>;
  /** By day. The range defaults to everything from the first slot or swipe to today. */
  sessions?: Maybe<LectureSessionConnection>;
  /** Its weekly slots; empty for a lecture that only swipes name. */
  timetable: Array<TimetableSlot>;
  /** null when none was imported, and for a lecture that only swipes name. */
  title?: Maybe<Scalars['String']['output']>;
};


/** A lecture of the timetable, or one that only accepted swipes name. */
export type LectureEnrolledArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** A lecture of the timetable, or one that only accepted swipes name. */
export type LectureSessionArgs = {
  day?: InputMaybe<Scalars['LocalDate']['input']>;
};


/** A lecture of the timetable, or one that only accepted swipes name. */
export type LectureSessionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  order?: SortOrder;
  range?: InputMaybe<DayRange>;
};

/** One page of a list, in the order said on the field that gave it. */
export type LectureConnection = {
  __typename?: 'LectureConnection';
  /** The rows of the page, each with its cursor. */
  edges: Array<LectureEdge>;
  /** The rows of the page. */
  nodes: Array<Lecture>;
  /** Where the page stands in its list. */
  pageInfo: PageInfo;
};

/** One row of a LectureConnection, with its cursor. */
export type LectureEdge = {
  __typename?: 'LectureEdge';
  /** Opaque place of the row in this list. */
  cursor: Scalars['String']['output'];
  /** The row itself. */
  node: Lecture;
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

/** One lecture on one day. */
export type LectureSession = Node & {
  __typename?: 'LectureSession';
  /** Enrolled students without an accepted swipe; null before the start. */
  absentCount?: Maybe<Scalars['Int']['output']>;
  /** Enrolled that day and without an accepted swipe, by studentId. */
  absentees?: Maybe<StudentConnection>;
  /** enrolledAttended over enrolled; walk-ins do not count; null when nobody is enrolled. 0..1. */
  attendanceRate?: Maybe<Scalars['Float']['output']>;
  /** null when that student has no accepted swipe at the session. */
  attendee?: Maybe<Attendee>;
  /** Everyone with an accepted swipe, walk-ins too, in the order asked for. */
  attendees?: Maybe<AttendeeConnection>;
  /** The calendar day on the campus clock. */
  day: Scalars['LocalDate']['output'];
  /** From the timetable; null when that day is not scheduled. */
  endsAt?: Maybe<Scalars['DateTime']['output']>;
  /** Enrolled students who attended, and who did not (null before the start). */
  enrolledAttended?: Maybe<Scalars['Int']['output']>;
  /** The global Relay id: the same on every gateway and for ever. Opaque. */
  id: Scalars['ID']['output'];
  /** True once the allowed lateness has passed after the day's end, and ingest has processed that far. */
  isFinal: Scalars['Boolean']['output'];
  /** Students whose first enter is later than start + grace. null when the start is unknown. */
  lateCount?: Maybe<Scalars['Int']['output']>;
  /** The lecture held. */
  lecture: Lecture;
  /** Students whose last accepted swipe of the session is an enter. */
  presentNow?: Maybe<Scalars['Int']['output']>;
  /** Swipes received after that: they are accepted and counted, never dropped. A report read again is new when this has grown. */
  revision?: Maybe<Scalars['Int']['output']>;
  /** From the timetable; null when that day is not scheduled. */
  startsAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where it stands at the time of answering. */
  status: SessionStatus;
  /** Accepted swipes, enters and exits. */
  swipeCount?: Maybe<Scalars['Int']['output']>;
  /** By timestamp, then studentId, then eventId. */
  swipes?: Maybe<SwipeConnection>;
  /** Distinct students with an accepted swipe, estimated and exact. */
  uniqueAttendees?: Maybe<UniqueCount>;
};


/** One lecture on one day. */
export type LectureSessionAbsenteesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** One lecture on one day. */
export type LectureSessionAttendeeArgs = {
  studentId: Scalars['String']['input'];
};


/** One lecture on one day. */
export type LectureSessionAttendeesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: AttendeeOrder;
};


/** One lecture on one day. */
export type LectureSessionSwipesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  order?: SortOrder;
};

/** One page of a list, in the order said on the field that gave it. */
export type LectureSessionConnection = {
  __typename?: 'LectureSessionConnection';
  /** The rows of the page, each with its cursor. */
  edges: Array<LectureSessionEdge>;
  /** The rows of the page. */
  nodes: Array<LectureSession>;
  /** Where the page stands in its list. */
  pageInfo: PageInfo;
};

/** One row of a LectureSessionConnection, with its cursor. */
export type LectureSessionEdge = {
  __typename?: 'LectureSessionEdge';
  /** Opaque place of the row in this list. */
  cursor: Scalars['String']['output'];
  /** The row itself. */
  node: LectureSession;
};

/** The live side of this process. */
export type LiveStatus = {
  __typename?: 'LiveStatus';
  /** Frames handed to subscribers. */
  delivered: Scalars['Float']['output'];
  /** Frames that slow subscribers did not get. */
  dropped: Scalars['Float']['output'];
  /** Groups that share their frames. */
  groups: Scalars['Int']['output'];
  /** Open subscriptions. */
  subscribers: Scalars['Int']['output'];
};

/** In imports an omitted field keeps what is stored and an explicit null clears it; at most 5,000 rows a call; a bad row is a problem with its index and the others are taken. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Their bytes go for good; the invalid attempts stay. */
  discardDeadLetters?: Maybe<DeadLetterPayload>;
  /** Students into lectures. */
  importEnrolments?: Maybe<ImportPayload>;
  /** Lectures and their weekly slots onto the timetable. */
  importLectures?: Maybe<ImportPayload>;
  /** Cancelled or moved sessions. */
  importSessionChanges?: Maybe<ImportPayload>;
  /** Students onto the roster: their cards work once this is answered. */
  importStudents?: Maybe<ImportPayload>;
  /** Students out of lectures: the open period ends yesterday; history stays. */
  removeEnrolments?: Maybe<ImportPayload>;
  /** The timetable entry goes; history stays. */
  removeLectures?: Maybe<ImportPayload>;
  /** The cards stop working; history stays. */
  removeStudents?: Maybe<ImportPayload>;
  /** Back to the ingest log; one that fails again comes back as a new dead letter. */
  replayDeadLetters?: Maybe<DeadLetterPayload>;
  /** Starts a seeded campus: its swipes go to the ingest log like any reader's. One runs at a time. */
  startSimulation?: Maybe<StartSimulationPayload>;
  /** What was published stays, and is processed. Stopping one that has ended changes nothing; null when there is none of that id. */
  stopSimulation?: Maybe<Simulation>;
  /** The same for objects as the topic carries them (event_id, student_id, …, action enter or exit): each is judged alone. */
  submitSwipeEvents?: Maybe<SubmitSwipesPayload>;
  /**
   * Hands swipes to the ingest log: at most 5,000 a call. Durable once answered. A value of the wrong GraphQL type rejects the call; `problems` holds
   * what breaks a rule of form (ids, zone, before 2000): not queued, and no attempt is recorded. A future time is queued and judged against `receivedAt`. BUSY: some may be queued; send the same call again: an accepted swipe never counts twice, a refused one is one more attempt.
   */
  submitSwipes?: Maybe<SubmitSwipesPayload>;
};


/** In imports an omitted field keeps what is stored and an explicit null clears it; at most 5,000 rows a call; a bad row is a problem with its index and the others are taken. */
export type MutationDiscardDeadLettersArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** In imports an omitted field keeps what is stored and an explicit null clears it; at most 5,000 rows a call; a bad row is a problem with its index and the others are taken. */
export type MutationImportEnrolmentsArgs = {
  enrolments: Array<EnrolmentInput>;
};


/** In imports an omitted field keeps what is stored and an explicit null clears it; at most 5,000 rows a call; a bad row is a problem with its index and the others are taken. */
export type MutationImportLecturesArgs = {
  lectures: Array<LectureInput>;
};


/** In imports an omitted field keeps what is stored and an explicit null clears it; at most 5,000 rows a call; a bad row is a problem with its index and the others are taken. */
export type MutationImportSessionChangesArgs = {
  changes: Array<SessionChangeInput>;
};


/** In imports an omitted field keeps what is stored and an explicit null clears it; at most 5,000 rows a call; a bad row is a problem with its index and the others are taken. */
export type MutationImportStudentsArgs = {
  students: Array<StudentInput>;
};


/** In imports an omitted field keeps what is stored and an explicit null clears it; at most 5,000 rows a call; a bad row is a problem with its index and the others are taken. */
export type MutationRemoveEnrolmentsArgs = {
  enrolments: Array<EnrolmentKey>;
};


/** In imports an omitted field keeps what is stored and an explicit null clears it; at most 5,000 rows a call; a bad row is a problem with its index and the others are taken. */
export type MutationRemoveLecturesArgs = {
  lectureIds: Array<Scalars['String']['input']>;
};


/** In imports an omitted field keeps what is stored and an explicit null clears it; at most 5,000 rows a call; a bad row is a problem with its index and the others are taken. */
export type MutationRemoveStudentsArgs = {
  studentIds: Array<Scalars['String']['input']>;
};


/** In imports an omitted field keeps what is stored and an explicit null clears it; at most 5,000 rows a call; a bad row is a problem with its index and the others are taken. */
export type MutationReplayDeadLettersArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** In imports an omitted field keeps what is stored and an explicit null clears it; at most 5,000 rows a call; a bad row is a problem with its index and the others are taken. */
export type MutationStartSimulationArgs = {
  input: StartSimulationInput;
};


/** In imports an omitted field keeps what is stored and an explicit null clears it; at most 5,000 rows a call; a bad row is a problem with its index and the others are taken. */
export type MutationStopSimulationArgs = {
  id: Scalars['ID']['input'];
};


/** In imports an omitted field keeps what is stored and an explicit null clears it; at most 5,000 rows a call; a bad row is a problem with its index and the others are taken. */
export type MutationSubmitSwipeEventsArgs = {
  events: Array<Scalars['JSON']['input']>;
};


/** In imports an omitted field keeps what is stored and an explicit null clears it; at most 5,000 rows a call; a bad row is a problem with its index and the others are taken. */
export type MutationSubmitSwipesArgs = {
  swipes: Array<SwipeInput>;
};

/** Anything that can be asked for again by its `id`. */
export type Node = {
  /** The global Relay id: the same on every gateway and for ever. Opaque. */
  id: Scalars['ID']['output'];
};

/** Where a page stands in its list. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** Cursor of the last row of the page; null when it is empty. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** True when the list goes on after this page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** True when the list has rows before this page. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first row of the page; null when it is empty. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** One port and the adapter that serves it. */
export type PortStatus = {
  __typename?: 'PortStatus';
  /** Name of the adapter that serves it. */
  adapter: Scalars['String']['output'];
  /** True when it answers. */
  healthy: Scalars['Boolean']['output'];
  /** Name of the port. */
  port: Scalars['String']['output'];
};

/** Something the caller can mend. */
export type Problem = {
  /** Stable upper-case name of the problem. */
  code: Scalars['String']['output'];
  /** One sentence for a person. */
  message: Scalars['String']['output'];
  /** True when sending the same again later can succeed. */
  retriable: Scalars['Boolean']['output'];
};

export type Query = {
  __typename?: 'Query';
  /** The campus clock and the limits a client plans by. */
  campus: Campus;
  /** Newest first. */
  deadLetters?: Maybe<DeadLetterConnection>;
  /** null when no accepted swipe ever named it. */
  gate?: Maybe<Gate>;
  /** Gates swiped at that day (today), by gateId. */
  gates?: Maybe<GateConnection>;
  /** The feed of invalid attempts by pull, as `swipeFeed`. Without `after`: none, and the current cursor. */
  invalidAttemptFeed?: Maybe<InvalidAttemptFeedPage>;
  /** By receivedAt; at most 31 days. */
  invalidAttempts?: Maybe<InvalidAttemptConnection>;
  /** null when neither the timetable nor any accepted swipe names it. A lecture is loaded whole or is null. */
  lecture?: Maybe<Lecture>;
  /** By lectureId. Lectures of the timetable and lectures that accepted swipes name. */
  lectures?: Maybe<LectureConnection>;
  /** What the id stands for; null where there is nothing, or nothing the viewer may see. ARGUMENT_INVALID for an id that was never one. */
  node?: Maybe<Node>;
  /** As `node` for each of at most 500 ids, in the order asked. Ids of one type are one read. */
  nodes: Array<Maybe<Node>>;
  /** Answers over many swipes. */
  reports: Reports;
  /** The day's sessions by lectureId: today's unless asked otherwise. Scheduled or swiped at, cancelled ones too. */
  sessions?: Maybe<LectureSessionConnection>;
  /** null when there is none of that id. */
  simulation?: Maybe<Simulation>;
  /** Newest first. */
  simulations?: Maybe<SimulationConnection>;
  /** Which backend serves each port, and counters since start. */
  status?: Maybe<SystemStatus>;
  /** null when not on the roster. Another's record is null for a viewer who may read only their own. */
  student?: Maybe<Student>;
  /** By studentId. */
  students?: Maybe<StudentConnection>;
  /** The feed by pull, for scripts, and the bridge from a query to a subscription. Without `after`: no swipes, and the current cursor. */
  swipeFeed?: Maybe<SwipeFeedPage>;
  /** What became of swipes handed in: at most 500 ids, within `campus.outcomeRetention`. In the order asked. */
  swipeOutcomes?: Maybe<Array<SwipeOutcome>>;
  /** Who asks. Without authentication: an operator with every scope. */
  viewer: Viewer;
};


export type QueryDeadLettersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryGateArgs = {
  gateId: Scalars['String']['input'];
};


export type QueryGatesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  day?: InputMaybe<Scalars['LocalDate']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryInvalidAttemptFeedArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  filter?: InputMaybe<InvalidAttemptFilter>;
  first?: Scalars['Int']['input'];
};


export type QueryInvalidAttemptsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<InvalidAttemptFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  order?: SortOrder;
  range: TimeRange;
};


export type QueryLectureArgs = {
  lectureId: Scalars['String']['input'];
};


export type QueryLecturesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<LectureFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


export type QueryNodesArgs = {
  ids: Array<Scalars['ID']['input']>;
};


export type QuerySessionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  day?: InputMaybe<Scalars['LocalDate']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  lectureIds?: InputMaybe<Array<Scalars['String']['input']>>;
};


export type QuerySimulationArgs = {
  id: Scalars['ID']['input'];
};


export type QuerySimulationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryStudentArgs = {
  studentId: Scalars['String']['input'];
};


export type QueryStudentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<StudentFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


export type QuerySwipeFeedArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  filter?: InputMaybe<SwipeFilter>;
  first?: Scalars['Int']['input'];
};


export type QuerySwipeOutcomesArgs = {
  eventIds: Array<Scalars['UUID']['input']>;
};

/** A lecture and its place in a ranking. */
export type RankedLecture = {
  __typename?: 'RankedLecture';
  /** The lecture ranked, by id alone where the timetable does not name it. */
  lecture?: Maybe<Lecture>;
  /** The lecture ranked. */
  lectureId: Scalars['String']['output'];
  /** From 1; no two lectures share one. */
  rank: Scalars['Int']['output'];
  /** What it is ranked by. */
  score: Scalars['Int']['output'];
  /** Sessions of the range that have started and are not cancelled. */
  sessions: Scalars['Int']['output'];
};

/** Answers over many swipes. Reports count only sessions that have started and are not cancelled. */
export type Reports = {
  __typename?: 'Reports';
  /**
   * First enter later than start + grace (exactly equal is on time), by lateness, longest first, then studentId. `startsAt` and `gracePeriod`
   * default to the timetable's; without a start: error LECTURE_START_UNKNOWN.
   */
  latecomers?: Maybe<LatecomerConnection>;
  /** Highest first; ties by lectureId ascending, each with a rank of its own. At most 500; OVERALL_UNIQUES over at most 31 days. Every lecture with a session in the range is ranked. */
  topLectures?: Maybe<Array<RankedLecture>>;
};


/** Answers over many swipes. Reports count only sessions that have started and are not cancelled. */
export type ReportsLatecomersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  day: Scalars['LocalDate']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
  gracePeriod?: InputMaybe<Scalars['Duration']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  lectureId: Scalars['String']['input'];
  startsAt?: InputMaybe<Scalars['DateTime']['input']>;
};


/** Answers over many swipes. Reports count only sessions that have started and are not cancelled. */
export type ReportsTopLecturesArgs = {
  by?: LectureRanking;
  first?: Scalars['Int']['input'];
  range: DayRange;
};

/** A session that is cancelled or moved within its day. */
export type SessionChangeInput = {
  /** True: it does not take place. */
  cancelled?: Scalars['Boolean']['input'];
  /** The day changed. */
  day: Scalars['LocalDate']['input'];
  /** Another length; null: the timetable's stands. */
  duration?: InputMaybe<Scalars['Duration']['input']>;
  /** 1 to 64 of A-Z a-z 0-9 . _ : - */
  lectureId: Scalars['String']['input'];
  /** Another start; null: the timetable's stands. */
  startsAt?: InputMaybe<Scalars['LocalTime']['input']>;
};

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

/** A seeded campus whose badge readers publish to the ingest log like any reader. */
export type Simulation = Node & {
  __typename?: 'Simulation';
  /** What the reports must say of this simulation once it has COMPLETED; known from the plan, never read back from the stores. STOPPED: of the part that was published. */
  expected?: Maybe<SimulationTruth>;
  /** Why it FAILED. */
  failure?: Maybe<Scalars['String']['output']>;
  /** When it ended; null until then. */
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The global Relay id: the same on every gateway and for ever. Opaque. */
  id: Scalars['ID']['output'];
  /** What ingest made of it so far; exact, whatever was redelivered. */
  observed?: Maybe<SimulationCounts>;
  /** Messages in the plan, published so far, and through ingest so far. COMPLETED means all three are equal. */
  planned: Scalars['Int']['output'];
  /** Messages through ingest so far. */
  processed?: Maybe<Scalars['Int']['output']>;
  /** Messages published so far. */
  published: Scalars['Int']['output'];
  /** What the plan grew from: the same input and seed give the same plan. */
  seed: Scalars['Int']['output'];
  /** When it was started. */
  startedAt: Scalars['DateTime']['output'];
  /** How far it is. */
  state: SimulationState;
};

/** The same PLAYBACK has published into these stores before, however it ended: all of it would be duplicates. Choose another seed or day. */
export type SimulationAlreadyPlayed = Problem & {
  __typename?: 'SimulationAlreadyPlayed';
  /** Stable upper-case name of the problem. */
  code: Scalars['String']['output'];
  /** The one that has published. */
  earlier: Simulation;
  /** One sentence for a person. */
  message: Scalars['String']['output'];
  /** True when sending the same again later can succeed. */
  retriable: Scalars['Boolean']['output'];
};

/** One simulation runs at a time: stop it, or wait for its end. */
export type SimulationAlreadyRunning = Problem & {
  __typename?: 'SimulationAlreadyRunning';
  /** Stable upper-case name of the problem. */
  code: Scalars['String']['output'];
  /** One sentence for a person. */
  message: Scalars['String']['output'];
  /** True when sending the same again later can succeed. */
  retriable: Scalars['Boolean']['output'];
  /** The one that is running. */
  running: Simulation;
};

/** One page of a list, in the order said on the field that gave it. */
export type SimulationConnection = {
  __typename?: 'SimulationConnection';
  /** The rows of the page, each with its cursor. */
  edges: Array<SimulationEdge>;
  /** The rows of the page. */
  nodes: Array<Simulation>;
  /** Where the page stands in its list. */
  pageInfo: PageInfo;
};

/** What became of messages; each message is counted once, whatever was redelivered. */
export type SimulationCounts = {
  __typename?: 'SimulationCounts';
  /** Accepted and counted. */
  accepted: Scalars['Int']['output'];
  /** Copies of what was accepted before. */
  duplicates: Scalars['Int']['output'];
  /** Refused, but for the malformed. */
  invalid: Scalars['Int']['output'];
  /** Not swipes. */
  malformed: Scalars['Int']['output'];
};

/** One row of a SimulationConnection, with its cursor. */
export type SimulationEdge = {
  __typename?: 'SimulationEdge';
  /** Opaque place of the row in this list. */
  cursor: Scalars['String']['output'];
  /** The row itself. */
  node: Simulation;
};

/** The input cannot be played as it is. */
export type SimulationInputProblem = Problem & {
  __typename?: 'SimulationInputProblem';
  /** Stable upper-case name of the problem. */
  code: Scalars['String']['output'];
  /** The field of the input at fault. */
  field: Scalars['String']['output'];
  /** One sentence for a person. */
  message: Scalars['String']['output'];
  /** True when sending the same again later can succeed. */
  retriable: Scalars['Boolean']['output'];
};

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

/** accepted + invalid + duplicates + malformed = messages published. */
export type SimulationTruth = {
  __typename?: 'SimulationTruth';
  /** Swipes that must be accepted. */
  accepted: Scalars['Int']['output'];
  /** Copies that must count nowhere. */
  duplicates: Scalars['Int']['output'];
  /** Swipes that must be refused. */
  invalid: Scalars['Int']['output'];
  /** Latecomers of all the sessions together. */
  latecomers: Scalars['Int']['output'];
  /** Messages that are not swipes. */
  malformed: Scalars['Int']['output'];
  /** Each session of the plan, by day, then lectureId. */
  sessions: Array<ExpectedSession>;
};

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

/** The simulation as it starts, or what stands in its way. */
export type StartSimulationPayload = Simulation | SimulationAlreadyPlayed | SimulationAlreadyRunning | SimulationInputProblem;

/** A student of the roster; one who has left it has an id alone. */
export type Student = Node & {
  __typename?: 'Student';
  /** Sessions, within the range, of the lectures the student was enrolled in that day or swiped at. Two rounds of reads. */
  attendance?: Maybe<StudentAttendance>;
  /** The group a student belongs to; null when none was imported. */
  cohort?: Maybe<Scalars['String']['output']>;
  /** null when none was imported. */
  displayName?: Maybe<Scalars['String']['output']>;
  /** The global Relay id: the same on every gateway and for ever. Opaque. */
  id: Scalars['ID']['output'];
  /** Enrolled in, by lectureId. Today. */
  lectures?: Maybe<LectureConnection>;
  /** The id printed on the badge. */
  studentId: Scalars['String']['output'];
  /** That day's (today's) accepted swipes by timestamp; newest first unless asked otherwise. */
  swipes?: Maybe<SwipeConnection>;
};


/** A student of the roster; one who has left it has an id alone. */
export type StudentAttendanceArgs = {
  lectureIds?: InputMaybe<Array<Scalars['String']['input']>>;
  range: DayRange;
};


/** A student of the roster; one who has left it has an id alone. */
export type StudentLecturesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** A student of the roster; one who has left it has an id alone. */
export type StudentSwipesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  day?: InputMaybe<Scalars['LocalDate']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  order?: SortOrder;
};

/** A student's sessions within a range, and what became of the student at each. */
export type StudentAttendance = {
  __typename?: 'StudentAttendance';
  /** Of those, with an accepted swipe. */
  attended: Scalars['Int']['output'];
  /** Of those, with a first enter later than start + grace. */
  late: Scalars['Int']['output'];
  /** attended / sessions; null when there were no sessions. 0..1. */
  rate?: Maybe<Scalars['Float']['output']>;
  /** By day, then lectureId. */
  records?: Maybe<AttendanceRecordConnection>;
  /** How many sessions count. */
  sessions: Scalars['Int']['output'];
};


/** A student's sessions within a range, and what became of the student at each. */
export type StudentAttendanceRecordsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  order?: SortOrder;
};

/** One page of a list, in the order said on the field that gave it. */
export type StudentConnection = {
  __typename?: 'StudentConnection';
  /** The rows of the page, each with its cursor. */
  edges: Array<StudentEdge>;
  /** The rows of the page. */
  nodes: Array<Student>;
  /** Where the page stands in its list. */
  pageInfo: PageInfo;
};

/** One row of a StudentConnection, with its cursor. */
export type StudentEdge = {
  __typename?: 'StudentEdge';
  /** Opaque place of the row in this list. */
  cursor: Scalars['String']['output'];
  /** The row itself. */
  node: Student;
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

/** What was queued, and what was not. */
export type SubmitSwipesPayload = {
  __typename?: 'SubmitSwipesPayload';
  /** Swipes that break a rule of form, by index: not queued, and no attempt is recorded. */
  problems: Array<InputProblem>;
  /** Swipes durable in the ingest log. */
  queued: Scalars['Int']['output'];
};

/**
 * Feeds (`swipes`, `invalidAttempts`) are durable: `after` replays from that cursor and goes on live, with no gap, no repeat, and each lecture in
 * order. Without `after` they start now. A cursor older than retention: CURSOR_EXPIRED with `extensions.oldest`. SSE carries each frame's cursor as its
 * event id, whether it was selected or not, and honours Last-Event-ID.
 * Every ending the server chooses is one last result `{ data: null, errors: [{ extensions: { code, retriable, cursor } }] }` and then completion, alike on
 * WebSocket and SSE: SUBSCRIBER_TOO_SLOW, SERVER_RESTARTING, TOKEN_EXPIRED, TOKEN_REVOKED. Snapshot subscriptions have no cursor: subscribe again.
 */
export type Subscription = {
  __typename?: 'Subscription';
  /** Invalid attempts as they come, durable: each once, each lecture in order. */
  invalidAttempts?: Maybe<InvalidAttemptFrame>;
  /** The session now (as soon as there is one), then again whenever it changes, at most once per `interval` of at least 100 ms. Day defaults to today when it begins. */
  session?: Maybe<LectureSession>;
  /** Each session of the day now, then each that changed. Without `day` it follows today over midnight. */
  sessions?: Maybe<LectureSession>;
  /** Its progress until it ends. */
  simulation?: Maybe<Simulation>;
  /** Accepted swipes as they come, durable: each once, each lecture in order. */
  swipes?: Maybe<SwipeFrame>;
};


/**
 * Feeds (`swipes`, `invalidAttempts`) are durable: `after` replays from that cursor and goes on live, with no gap, no repeat, and each lecture in
 * order. Without `after` they start now. A cursor older than retention: CURSOR_EXPIRED with `extensions.oldest`. SSE carries each frame's cursor as its
 * event id, whether it was selected or not, and honours Last-Event-ID.
 * Every ending the server chooses is one last result `{ data: null, errors: [{ extensions: { code, retriable, cursor } }] }` and then completion, alike on
 * WebSocket and SSE: SUBSCRIBER_TOO_SLOW, SERVER_RESTARTING, TOKEN_EXPIRED, TOKEN_REVOKED. Snapshot subscriptions have no cursor: subscribe again.
 */
export type SubscriptionInvalidAttemptsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  filter?: InputMaybe<InvalidAttemptFilter>;
  onSlow?: SlowPolicy;
  progressEvery?: InputMaybe<Scalars['Duration']['input']>;
};


/**
 * Feeds (`swipes`, `invalidAttempts`) are durable: `after` replays from that cursor and goes on live, with no gap, no repeat, and each lecture in
 * order. Without `after` they start now. A cursor older than retention: CURSOR_EXPIRED with `extensions.oldest`. SSE carries each frame's cursor as its
 * event id, whether it was selected or not, and honours Last-Event-ID.
 * Every ending the server chooses is one last result `{ data: null, errors: [{ extensions: { code, retriable, cursor } }] }` and then completion, alike on
 * WebSocket and SSE: SUBSCRIBER_TOO_SLOW, SERVER_RESTARTING, TOKEN_EXPIRED, TOKEN_REVOKED. Snapshot subscriptions have no cursor: subscribe again.
 */
export type SubscriptionSessionArgs = {
  day?: InputMaybe<Scalars['LocalDate']['input']>;
  interval?: Scalars['Duration']['input'];
  lectureId: Scalars['String']['input'];
};


/**
 * Feeds (`swipes`, `invalidAttempts`) are durable: `after` replays from that cursor and goes on live, with no gap, no repeat, and each lecture in
 * order. Without `after` they start now. A cursor older than retention: CURSOR_EXPIRED with `extensions.oldest`. SSE carries each frame's cursor as its
 * event id, whether it was selected or not, and honours Last-Event-ID.
 * Every ending the server chooses is one last result `{ data: null, errors: [{ extensions: { code, retriable, cursor } }] }` and then completion, alike on
 * WebSocket and SSE: SUBSCRIBER_TOO_SLOW, SERVER_RESTARTING, TOKEN_EXPIRED, TOKEN_REVOKED. Snapshot subscriptions have no cursor: subscribe again.
 */
export type SubscriptionSessionsArgs = {
  day?: InputMaybe<Scalars['LocalDate']['input']>;
  interval?: Scalars['Duration']['input'];
  lectureIds?: InputMaybe<Array<Scalars['String']['input']>>;
};


/**
 * Feeds (`swipes`, `invalidAttempts`) are durable: `after` replays from that cursor and goes on live, with no gap, no repeat, and each lecture in
 * order. Without `after` they start now. A cursor older than retention: CURSOR_EXPIRED with `extensions.oldest`. SSE carries each frame's cursor as its
 * event id, whether it was selected or not, and honours Last-Event-ID.
 * Every ending the server chooses is one last result `{ data: null, errors: [{ extensions: { code, retriable, cursor } }] }` and then completion, alike on
 * WebSocket and SSE: SUBSCRIBER_TOO_SLOW, SERVER_RESTARTING, TOKEN_EXPIRED, TOKEN_REVOKED. Snapshot subscriptions have no cursor: subscribe again.
 */
export type SubscriptionSimulationArgs = {
  id: Scalars['ID']['input'];
  interval?: Scalars['Duration']['input'];
};


/**
 * Feeds (`swipes`, `invalidAttempts`) are durable: `after` replays from that cursor and goes on live, with no gap, no repeat, and each lecture in
 * order. Without `after` they start now. A cursor older than retention: CURSOR_EXPIRED with `extensions.oldest`. SSE carries each frame's cursor as its
 * event id, whether it was selected or not, and honours Last-Event-ID.
 * Every ending the server chooses is one last result `{ data: null, errors: [{ extensions: { code, retriable, cursor } }] }` and then completion, alike on
 * WebSocket and SSE: SUBSCRIBER_TOO_SLOW, SERVER_RESTARTING, TOKEN_EXPIRED, TOKEN_REVOKED. Snapshot subscriptions have no cursor: subscribe again.
 */
export type SubscriptionSwipesArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  filter?: InputMaybe<SwipeFilter>;
  onSlow?: SlowPolicy;
  progressEvery?: InputMaybe<Scalars['Duration']['input']>;
};

/** An accepted swipe of a badge at a gate. */
export type Swipe = Node & {
  __typename?: 'Swipe';
  /** Which way the badge went. */
  action: SwipeAction;
  /** The calendar day of `timestamp` on the campus clock. */
  day: Scalars['LocalDate']['output'];
  /** The id its reader gave it. */
  eventId: Scalars['UUID']['output'];
  /** The gate it was made at. */
  gateId: Scalars['String']['output'];
  /** The global Relay id: the same on every gateway and for ever. Opaque. */
  id: Scalars['ID']['output'];
  /** The lecture it was made for, by id alone where the timetable does not name it. */
  lecture?: Maybe<Lecture>;
  /** The lecture it was made for. */
  lectureId: Scalars['String']['output'];
  /** When the ingest log took it, as stamped by its producer. */
  receivedAt: Scalars['DateTime']['output'];
  /** The session it was made at. */
  session?: Maybe<LectureSession>;
  /** By id alone once off the roster. */
  student?: Maybe<Student>;
  /** The id on the badge. */
  studentId: Scalars['String']['output'];
  /** When the badge was read. */
  timestamp: Scalars['DateTime']['output'];
};

/** Which way a badge went through a gate. */
export type SwipeAction =
  /** Into the room. */
  | 'ENTER'
  /** Out of the room. */
  | 'EXIT';

/** One page of a list, in the order said on the field that gave it. */
export type SwipeConnection = {
  __typename?: 'SwipeConnection';
  /** The rows of the page, each with its cursor. */
  edges: Array<SwipeEdge>;
  /** The rows of the page. */
  nodes: Array<Swipe>;
  /** Where the page stands in its list. */
  pageInfo: PageInfo;
};

/** One row of a SwipeConnection, with its cursor. */
export type SwipeEdge = {
  __typename?: 'SwipeEdge';
  /** Opaque place of the row in this list. */
  cursor: Scalars['String']['output'];
  /** The row itself. */
  node: Swipe;
};

/** A run of accepted swipes in the order they were announced. */
export type SwipeFeedPage = {
  __typename?: 'SwipeFeedPage';
  /** True when nothing more had been announced at the time of answering. */
  caughtUp: Scalars['Boolean']['output'];
  /** Send it as `after`, here or to the subscription, to go on without a gap or a repeat. */
  cursor: Scalars['Cursor']['output'];
  /** Each lecture in order; empty without `after`. */
  swipes: Array<Swipe>;
};

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

/** One of swipe and progress is set; `gap` may stand beside either. */
export type SwipeFrame = {
  __typename?: 'SwipeFrame';
  /** Send it as `after` to go on after this frame, without a gap or a repeat. */
  cursor: Scalars['Cursor']['output'];
  /** What was dropped before this frame, for a reader that chose DROP. */
  gap?: Maybe<FeedGap>;
  /** A sign of life in place of a value; set only with `progressEvery`. */
  progress?: Maybe<FeedProgress>;
  /** An accepted swipe. */
  swipe?: Maybe<Swipe>;
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

/** What became of one swipe handed in. An id that was accepted stays ACCEPTED, whatever came later under it. */
export type SwipeOutcome = {
  __typename?: 'SwipeOutcome';
  /** The id asked for, in lower case. */
  eventId: Scalars['UUID']['output'];
  /** Why it was refused; null unless INVALID. */
  reason?: Maybe<InvalidReason>;
  /** What became of it so far. */
  state: SwipeOutcomeState;
};

/** UNKNOWN: not processed yet, or longer ago than is remembered. */
export type SwipeOutcomeState =
  /** Accepted and counted, once. */
  | 'ACCEPTED'
  /** Refused; an invalid attempt says why. */
  | 'INVALID'
  /** Not processed yet, or longer ago than is remembered. */
  | 'UNKNOWN';

/** What serves, and how it does. */
export type SystemStatus = {
  __typename?: 'SystemStatus';
  /** null in a process that does not ingest. */
  ingest?: Maybe<IngestStatus>;
  /** The live side of this process. */
  live?: Maybe<LiveStatus>;
  /** Which backend serves each port, and whether it answers. */
  ports: Array<PortStatus>;
  /** What this process does: all, ingest or gateway. */
  role: Scalars['String']['output'];
  /** When this process started. */
  startedAt: Scalars['DateTime']['output'];
  /** Version of Rollcall. */
  version: Scalars['String']['output'];
};

/** Half-open range of instants, [from, to). */
export type TimeRange = {
  /** First instant, inclusive. */
  from: Scalars['DateTime']['input'];
  /** Exclusive. */
  to: Scalars['DateTime']['input'];
};

/** At most one slot a day for a lecture; two that overlap in weekday and dates are the problem SLOT_CONFLICT. A lecture taught twice a day is two lectures. */
export type TimetableSlot = {
  __typename?: 'TimetableSlot';
  /** How long it runs; never past midnight. */
  duration: Scalars['Duration']['output'];
  /** First and last day it runs, inclusive; null: unbounded. */
  from?: Maybe<Scalars['LocalDate']['output']>;
  /** When it starts, on the campus clock. */
  startsAt: Scalars['LocalTime']['output'];
  /** Last day it runs, inclusive; null: unbounded. */
  until?: Maybe<Scalars['LocalDate']['output']>;
  /** The day of the week it runs on. */
  weekday: Weekday;
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

/** The HyperLogLog estimate beside the exact count. `low`..`high` is estimate ± 3 standard errors (0.81 % each), rounded outwards. The first three are null while the counter cannot be reached, the last while the store cannot. */
export type UniqueCount = {
  __typename?: 'UniqueCount';
  /** Distinct students by HyperLogLog: 16,384 registers, standard error 0.81 %. */
  estimate?: Maybe<Scalars['Int']['output']>;
  /** Distinct students, counted from the canonical swipes. */
  exact?: Maybe<Scalars['Int']['output']>;
  /** estimate + 3 standard errors, rounded up. */
  high?: Maybe<Scalars['Int']['output']>;
  /** estimate − 3 standard errors, rounded down; never below 0. */
  low?: Maybe<Scalars['Int']['output']>;
};

/** Who asks, and what they may do. */
export type Viewer = {
  __typename?: 'Viewer';
  /** When the token ends; null: never. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The lectures a viewer with attendance:read:lectures may read; null where there is no such bound. */
  lectureIds?: Maybe<Array<Scalars['String']['output']>>;
  /** What the viewer may do, by name, in ascending order. */
  scopes: Array<Scalars['String']['output']>;
  /** The student whose own record a viewer with attendance:read:self may read. */
  studentId?: Maybe<Scalars['String']['output']>;
  /** The token's subject; null while no authentication is configured. */
  subject?: Maybe<Scalars['String']['output']>;
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