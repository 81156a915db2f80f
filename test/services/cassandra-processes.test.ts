import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLeases } from '../../src/adapters/cassandra/leases.ts';
import { createCassandraRoster } from '../../src/adapters/cassandra/roster.ts';
import { createRosterGeneration } from '../../src/adapters/cassandra/roster-generation.ts';
import type { CassandraSession } from '../../src/adapters/cassandra/session.ts';
import type { StudentFilter } from '../../src/ports/student-filter.ts';
import { openTemporaryStore } from '../support/embedded.ts';
import { fileKeyspace } from './support/cassandra.ts';

const WITHIN = { timeout: 10_000, interval: 100 };

describe('several processes on one keyspace', () => {
  const keyspace = fileKeyspace();
  let sessions: CassandraSession[];
  beforeEach(async () => {
    sessions = await Promise.all([keyspace().open(), keyspace().open()]);
  });
  afterEach(async () => {
    await Promise.all(sessions.map((session) => session.close()));
    await keyspace().clear();
  });
  const each = <T>(make: (session: CassandraSession, index: number) => T): [T, T] => {
    const [first, second] = sessions.map(make);
    if (first === undefined || second === undefined) throw new Error('two sessions are open');
    return [first, second];
  };

  describe('a lease', () => {
    const leases = () => each((session, index) => createLeases(session, `process ${index}`));

    it('is held by one, until it is released', async () => {
      const [a, b] = leases();
      expect(await a.acquireLease('beat', 60_000)).toBe(true);
      expect(await b.acquireLease('beat', 60_000)).toBe(false);
      expect(await b.acquireLease('other', 60_000)).toBe(true);
      await b.releaseLease('beat');
      expect(await b.acquireLease('beat', 60_000)).toBe(false);
      expect(await a.acquireLease('beat', 60_000)).toBe(true);
      await a.releaseLease('beat');
      expect(await b.acquireLease('beat', 60_000)).toBe(true);
      expect(await a.acquireLease('beat', 60_000)).toBe(false);
    });

    it('goes to one of many that ask at once', async () => {
      const [a, b] = leases();
      const answers = await Promise.all([a, b, a, b, a, b].map((one) => one.acquireLease('beat', 60_000)));
      expect(answers.filter((_, index) => index % 2 === 0)).toEqual(Array(3).fill(answers[0]));
      expect(answers[0]).not.toBe(answers[1]);
    });

    it('is free again when its time is over, and known again to its owner after a lost answer', async () => {
      const [a, b] = leases();
      const [again] = leases();
      expect(await a.acquireLease('beat', 1_000)).toBe(true);
      expect(await again.acquireLease('beat', 1_000)).toBe(true);
      await vi.waitFor(async () => expect(await b.acquireLease('beat', 60_000)).toBe(true), WITHIN);
      expect(await a.acquireLease('beat', 60_000)).toBe(false);
    });
  });

  describe('the roster', () => {
    const open = async () => {
      const temporary = await openTemporaryStore();
      const { clock } = temporary;
      const filter: StudentFilter = temporary.store.filter;
      // Each process listens to the same filter, as both do to Redis.
      const generations = each(() => createRosterGeneration(filter, clock));
      const rosters = each((session, index) =>
        createCassandraRoster({ session, generation: generations[index] ?? generations[0] }),
      );
      return { ...temporary, filter, generations, rosters };
    };
    const lecture = { lectureId: 'CS101', title: null, gracePeriodMs: null, timetable: [] };
    const period = { lectureId: 'CS101', studentId: 'S1', from: null, until: null };

    it('shows a change made by another process once the generation moves', async () => {
      const { rosters, filter, clock, dispose } = await open();
      const [a, b] = rosters;
      expect((await b.timetable()).lectures.size).toBe(0);
      expect(await b.enrolmentsOfLectures(['CS101'])).toEqual([[]]);
      await a.saveLectures([lecture]);
      await a.saveEnrolments([period]);
      await filter.raiseRosterGeneration();
      clock.advance(1_000);
      expect((await b.timetable()).lectures.size).toBe(1);
      expect(await b.enrolmentsOfLectures(['CS101'])).toEqual([[period]]);
      await dispose();
    });

    it('shows it at once to whoever has heard of the generation', async () => {
      const { rosters, filter, generations, dispose } = await open();
      const [a, b] = rosters;
      await b.timetable();
      await a.saveLectures([lecture]);
      await filter.raiseRosterGeneration();
      await generations[1].filter.check([]);
      expect((await b.timetable()).lectures.size).toBe(1);
      await dispose();
    });

    it('reads nothing while nothing has changed', async () => {
      const { rosters, clock, dispose } = await open();
      const [a] = rosters;
      await a.saveLectures([lecture]);
      const first = await a.timetable();
      for (let second = 0; second < 5; second += 1) {
        clock.advance(1_000);
        expect(await a.timetable()).toBe(first);
      }
      await dispose();
    });

    it('believes nothing it kept while the generation cannot be learnt', async () => {
      const { rosters, filter, clock, dispose } = await open();
      const [a] = rosters;
      const deaf = createRosterGeneration(
        { ...filter, check: () => Promise.reject(new Error('the filter is away')) },
        clock,
      );
      const [session] = sessions;
      if (session === undefined) throw new Error('two sessions are open');
      const b = createCassandraRoster({ session, generation: deaf });
      expect((await b.timetable()).lectures.size).toBe(0);
      await a.saveLectures([lecture]);
      expect((await b.timetable()).lectures.size).toBe(1);
      await dispose();
    });
  });
});
