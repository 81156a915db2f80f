import { graphql } from './generated/gql.ts';

export const SUBMIT_SWIPE_EVENTS = graphql(`
  mutation SubmitSwipeEvents($events: [JSON!]!) {
    submitSwipeEvents(events: $events) {
      queued
      problems { index field code message }
    }
  }
`);

export const IMPORT_STUDENTS = graphql(`
  mutation ImportStudents($rows: [StudentInput!]!) {
    result: importStudents(students: $rows) {
      done
      problems { index field code message }
    }
  }
`);

export const IMPORT_LECTURES = graphql(`
  mutation ImportLectures($rows: [LectureInput!]!) {
    result: importLectures(lectures: $rows) {
      done
      problems { index field code message }
    }
  }
`);

export const IMPORT_ENROLMENTS = graphql(`
  mutation ImportEnrolments($rows: [EnrolmentInput!]!) {
    result: importEnrolments(enrolments: $rows) {
      done
      problems { index field code message }
    }
  }
`);

export const REMOVE_STUDENTS = graphql(`
  mutation RemoveStudents($studentIds: [String!]!) {
    result: removeStudents(studentIds: $studentIds) {
      done
      problems { index field code message }
    }
  }
`);

export const REMOVE_LECTURES = graphql(`
  mutation RemoveLectures($lectureIds: [String!]!) {
    result: removeLectures(lectureIds: $lectureIds) {
      done
      problems { index field code message }
    }
  }
`);

export const REMOVE_ENROLMENTS = graphql(`
  mutation RemoveEnrolments($rows: [EnrolmentKey!]!) {
    result: removeEnrolments(enrolments: $rows) {
      done
      problems { index field code message }
    }
  }
`);

export const CAMPUS_ZONE = graphql(`
  query CampusZone {
    campus { timeZone }
  }
`);

export const START_DEMO = graphql(`
  mutation StartDemo($input: StartSimulationInput!) {
    startSimulation(input: $input) {
      __typename
      ... on Simulation { id planned seed }
      ... on Problem { code message }
    }
  }
`);

export const DEMO_PROGRESS = graphql(`
  query DemoProgress($id: ID!) {
    campus { now today }
    simulation(id: $id) {
      state
      planned
      published
      failure
      observed { accepted invalid duplicates malformed }
    }
    sessions(first: 100) {
      nodes {
        lecture { lectureId title enrolledCount }
        status
        startsAt
        swipeCount
        uniqueAttendees { estimate exact }
        presentNow
        lateCount
      }
    }
  }
`);
