/** One tab that GraphiQL opens with; it runs as it is. */
export interface Example {
  readonly name: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

export const EXAMPLES: readonly Example[] = [
  {
    name: 'Today',
    query: `# Today's sessions: who came, who is late, who is still in the room.
query Today {
  campus {
    today
    timeZone
  }
  sessions(first: 20) {
    nodes {
      lecture {
        lectureId
        title
      }
      status
      startsAt
      swipeCount
      uniqueAttendees {
        estimate
        low
        high
        exact
      }
      presentNow
      lateCount
      absentCount
      attendanceRate
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
  },
  {
    name: 'StartSimulation',
    query: `# A small campus, live: within a minute its first lecture fills up.
# Run it, then look at the tabs Swipes, FillingUp and Today.
mutation StartSimulation {
  startSimulation(input: { mode: LIVE, students: 1000, lectures: 8 }) {
    ... on Simulation {
      id
      state
      seed
      planned
    }
    ... on Problem {
      code
      message
    }
  }
}
`,
  },
  {
    name: 'Swipes',
    query: `# Every accepted swipe from now on. Keep the cursor: \`after: "…"\` goes on where you left.
subscription Swipes {
  swipes(progressEvery: "PT2S") {
    cursor
    swipe {
      timestamp
      action
      studentId
      lectureId
      gateId
    }
    gap {
      missed
      from
    }
    progress {
      at
      watermark
      lag
    }
  }
}
`,
  },
  {
    name: 'FillingUp',
    query: `# Each session of today now, then each again when it changes.
subscription FillingUp {
  sessions(interval: "PT1S") {
    lecture {
      lectureId
      title
    }
    status
    presentNow
    lateCount
    uniqueAttendees {
      estimate
      exact
    }
  }
}
`,
  },
  {
    name: 'Simulations',
    query: `# How far simulations are, and whether what ingest counted is what their plan expects.
query Simulations {
  simulations(first: 5) {
    nodes {
      id
      state
      seed
      planned
      published
      processed
      expected {
        accepted
        invalid
        duplicates
        malformed
        latecomers
      }
      observed {
        accepted
        invalid
        duplicates
        malformed
      }
    }
  }
}
`,
  },
  {
    name: 'SubmitSwipe',
    query: `# A swipe by hand, and then the tab Outcome: unless CARD-1 is on the roster, it is an invalid attempt.
mutation SubmitSwipe($swipe: SwipeInput!) {
  submitSwipes(swipes: [$swipe]) {
    queued
    problems {
      field
      code
      message
    }
  }
}
`,
    variables: {
      swipe: {
        eventId: '0b5ec3a0-3f0e-4b3e-8a53-6f2f4c1d9e01',
        studentId: 'CARD-1',
        lectureId: 'DEMO-101',
        gateId: 'GATE-1',
        timestamp: '2026-01-05T09:00:00Z',
        action: 'ENTER',
      },
    },
  },
  {
    name: 'Outcome',
    query: `# What became of swipes handed in.
query Outcome {
  swipeOutcomes(eventIds: ["0b5ec3a0-3f0e-4b3e-8a53-6f2f4c1d9e01"]) {
    eventId
    state
    reason
  }
}
`,
  },
  {
    name: 'Status',
    query: `# Which backend serves each port, and counters since start.
query Status {
  status {
    version
    role
    ports {
      port
      adapter
      healthy
    }
    ingest {
      accepted
      invalid
      duplicates
      deadLettered
      backlog
      watermark
      paused
    }
    live {
      subscribers
      delivered
      dropped
    }
  }
}
`,
  },
];
