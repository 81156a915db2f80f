/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  mutation SubmitSwipeEvents($events: [JSON!]!) {\n    submitSwipeEvents(events: $events) {\n      queued\n      problems { index field code message }\n    }\n  }\n": typeof types.SubmitSwipeEventsDocument,
    "\n  mutation ImportStudents($rows: [StudentInput!]!) {\n    result: importStudents(students: $rows) {\n      done\n      problems { index field code message }\n    }\n  }\n": typeof types.ImportStudentsDocument,
    "\n  mutation ImportLectures($rows: [LectureInput!]!) {\n    result: importLectures(lectures: $rows) {\n      done\n      problems { index field code message }\n    }\n  }\n": typeof types.ImportLecturesDocument,
    "\n  mutation ImportEnrolments($rows: [EnrolmentInput!]!) {\n    result: importEnrolments(enrolments: $rows) {\n      done\n      problems { index field code message }\n    }\n  }\n": typeof types.ImportEnrolmentsDocument,
    "\n  mutation RemoveStudents($studentIds: [String!]!) {\n    result: removeStudents(studentIds: $studentIds) {\n      done\n      problems { index field code message }\n    }\n  }\n": typeof types.RemoveStudentsDocument,
    "\n  mutation RemoveLectures($lectureIds: [String!]!) {\n    result: removeLectures(lectureIds: $lectureIds) {\n      done\n      problems { index field code message }\n    }\n  }\n": typeof types.RemoveLecturesDocument,
    "\n  mutation RemoveEnrolments($rows: [EnrolmentKey!]!) {\n    result: removeEnrolments(enrolments: $rows) {\n      done\n      problems { index field code message }\n    }\n  }\n": typeof types.RemoveEnrolmentsDocument,
    "\n  query CampusZone {\n    campus { timeZone }\n  }\n": typeof types.CampusZoneDocument,
    "\n  mutation StartDemo($input: StartSimulationInput!) {\n    startSimulation(input: $input) {\n      __typename\n      ... on Simulation { id planned seed }\n      ... on Problem { code message }\n    }\n  }\n": typeof types.StartDemoDocument,
    "\n  query DemoProgress($id: ID!) {\n    campus { now today }\n    simulation(id: $id) {\n      state\n      planned\n      published\n      failure\n      observed { accepted invalid duplicates malformed }\n    }\n    sessions(first: 100) {\n      nodes {\n        lecture { lectureId title enrolledCount }\n        status\n        startsAt\n        swipeCount\n        uniqueAttendees { estimate exact }\n        presentNow\n        lateCount\n      }\n    }\n  }\n": typeof types.DemoProgressDocument,
};
const documents: Documents = {
    "\n  mutation SubmitSwipeEvents($events: [JSON!]!) {\n    submitSwipeEvents(events: $events) {\n      queued\n      problems { index field code message }\n    }\n  }\n": types.SubmitSwipeEventsDocument,
    "\n  mutation ImportStudents($rows: [StudentInput!]!) {\n    result: importStudents(students: $rows) {\n      done\n      problems { index field code message }\n    }\n  }\n": types.ImportStudentsDocument,
    "\n  mutation ImportLectures($rows: [LectureInput!]!) {\n    result: importLectures(lectures: $rows) {\n      done\n      problems { index field code message }\n    }\n  }\n": types.ImportLecturesDocument,
    "\n  mutation ImportEnrolments($rows: [EnrolmentInput!]!) {\n    result: importEnrolments(enrolments: $rows) {\n      done\n      problems { index field code message }\n    }\n  }\n": types.ImportEnrolmentsDocument,
    "\n  mutation RemoveStudents($studentIds: [String!]!) {\n    result: removeStudents(studentIds: $studentIds) {\n      done\n      problems { index field code message }\n    }\n  }\n": types.RemoveStudentsDocument,
    "\n  mutation RemoveLectures($lectureIds: [String!]!) {\n    result: removeLectures(lectureIds: $lectureIds) {\n      done\n      problems { index field code message }\n    }\n  }\n": types.RemoveLecturesDocument,
    "\n  mutation RemoveEnrolments($rows: [EnrolmentKey!]!) {\n    result: removeEnrolments(enrolments: $rows) {\n      done\n      problems { index field code message }\n    }\n  }\n": types.RemoveEnrolmentsDocument,
    "\n  query CampusZone {\n    campus { timeZone }\n  }\n": types.CampusZoneDocument,
    "\n  mutation StartDemo($input: StartSimulationInput!) {\n    startSimulation(input: $input) {\n      __typename\n      ... on Simulation { id planned seed }\n      ... on Problem { code message }\n    }\n  }\n": types.StartDemoDocument,
    "\n  query DemoProgress($id: ID!) {\n    campus { now today }\n    simulation(id: $id) {\n      state\n      planned\n      published\n      failure\n      observed { accepted invalid duplicates malformed }\n    }\n    sessions(first: 100) {\n      nodes {\n        lecture { lectureId title enrolledCount }\n        status\n        startsAt\n        swipeCount\n        uniqueAttendees { estimate exact }\n        presentNow\n        lateCount\n      }\n    }\n  }\n": types.DemoProgressDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SubmitSwipeEvents($events: [JSON!]!) {\n    submitSwipeEvents(events: $events) {\n      queued\n      problems { index field code message }\n    }\n  }\n"): typeof import('./graphql.ts').SubmitSwipeEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ImportStudents($rows: [StudentInput!]!) {\n    result: importStudents(students: $rows) {\n      done\n      problems { index field code message }\n    }\n  }\n"): typeof import('./graphql.ts').ImportStudentsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ImportLectures($rows: [LectureInput!]!) {\n    result: importLectures(lectures: $rows) {\n      done\n      problems { index field code message }\n    }\n  }\n"): typeof import('./graphql.ts').ImportLecturesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ImportEnrolments($rows: [EnrolmentInput!]!) {\n    result: importEnrolments(enrolments: $rows) {\n      done\n      problems { index field code message }\n    }\n  }\n"): typeof import('./graphql.ts').ImportEnrolmentsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveStudents($studentIds: [String!]!) {\n    result: removeStudents(studentIds: $studentIds) {\n      done\n      problems { index field code message }\n    }\n  }\n"): typeof import('./graphql.ts').RemoveStudentsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveLectures($lectureIds: [String!]!) {\n    result: removeLectures(lectureIds: $lectureIds) {\n      done\n      problems { index field code message }\n    }\n  }\n"): typeof import('./graphql.ts').RemoveLecturesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveEnrolments($rows: [EnrolmentKey!]!) {\n    result: removeEnrolments(enrolments: $rows) {\n      done\n      problems { index field code message }\n    }\n  }\n"): typeof import('./graphql.ts').RemoveEnrolmentsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CampusZone {\n    campus { timeZone }\n  }\n"): typeof import('./graphql.ts').CampusZoneDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartDemo($input: StartSimulationInput!) {\n    startSimulation(input: $input) {\n      __typename\n      ... on Simulation { id planned seed }\n      ... on Problem { code message }\n    }\n  }\n"): typeof import('./graphql.ts').StartDemoDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DemoProgress($id: ID!) {\n    campus { now today }\n    simulation(id: $id) {\n      state\n      planned\n      published\n      failure\n      observed { accepted invalid duplicates malformed }\n    }\n    sessions(first: 100) {\n      nodes {\n        lecture { lectureId title enrolledCount }\n        status\n        startsAt\n        swipeCount\n        uniqueAttendees { estimate exact }\n        presentNow\n        lateCount\n      }\n    }\n  }\n"): typeof import('./graphql.ts').DemoProgressDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
