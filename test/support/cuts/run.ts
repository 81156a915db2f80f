import { expect } from 'vitest';
import { createRandom, type Random } from '../../../src/core/random.ts';
import { feedProblems } from '../feed-problems.ts';
import { ask } from '../program.ts';
import { createWatch } from '../watch.ts';
import {
  type Follower,
  type FollowOptions,
  followByEventSource,
  followByGraphqlSse,
  followByWebSocket,
} from './clients.ts';
import { ASKED, type Asked, createLoad } from './load.ts';
import { type CutKind, openWay, type Surroundings, type Way } from './way.ts';

const NOWHERE = 'http://127.0.0.1:1';
/** RFC 6455's registry: service restart. */
const RESTART = 1012;
const SUBMIT = `mutation ($events: [JSON!]!) { submitSwipeEvents(events: $events) { queued problems { code message } } }`;
const SWIPES_A_CALL = 8;
/** Calls of which a client that is connecting may be behind before the next one waits for it. */
const BEHIND_TICKS_MAX = 8;
const TRIES_MAX = 2_000;
const QUIET_FRAMES = 2;
/** Frames of progress without a swipe after which nothing more is to be hoped for. */
const OVERDUE_FRAMES = 20;

interface Transport {
  readonly name: string;
  readonly follow: (options: FollowOptions) => Follower;
  readonly isSubscribe: (chunk: Buffer, number: number) => boolean;
}

const WEB_SOCKET: Transport = {
  name: 'WebSocket',
  follow: followByWebSocket,
  isSubscribe: (_: Buffer, number: number) => number >= 3,
};
const BY_POST: Transport = { name: 'graphql-sse', follow: followByGraphqlSse, isSubscribe: hasQuery };
const BY_GET: Transport = { name: 'EventSource', follow: followByEventSource, isSubscribe: hasQuery };

/** Those who are replaying when a server stops, one after the other. */
const LATE: readonly Transport[] = [WEB_SOCKET, BY_POST, WEB_SOCKET, BY_GET];

function hasQuery(chunk: Buffer): boolean {
  return chunk.includes('subscription');
}

/** A campus under load, whose clients are cut again and again. */
export interface CutRun {
  /** Resolves once so many cuts were made. */
  reached(cuts: number): Promise<void>;
  /** To be called when `urls` has changed. */
  moved(): void;
  /**
   * Lets everybody listen, cuts nobody, and stops a server while one more client, who stays, replays everything from it.
   * @returns what its listeners were told otherwise than promised
   */
  whileCalm(url: string, stop: () => Promise<unknown>): Promise<string[]>;
  /** Resolves once all cuts were made and all clients were shown what was to be shown, and then nothing more. */
  finish(): Promise<void>;
  problems(): Promise<string[]>;
  readonly summary: string;
  close(): Promise<void>;
}

/** @param urls of servers that serve and are not about to stop; `moved` is to be called when it changes */
export async function beginCutRun(urls: readonly string[], cutsMax: number, seed: number): Promise<CutRun> {
  const watch = createWatch();
  const load = createLoad(createRandom(seed), Date.now());
  const caller = createRandom(seed, 0);
  const cuts = new Map<CutKind, number>();
  const cutCount = (): number => [...cuts.values()].reduce((sum, count) => sum + count, 0);
  const clients: { readonly way: Way; readonly follower: Follower }[] = [];
  let [ticks, tries] = [0, 0];
  let isCalm = false;
  let stops = 0;
  let only: string | null = null;
  let isClosed = false;
  let handedIn: Promise<unknown> = Promise.resolve();
  const target = async (random: Random): Promise<string> => {
    await watch.until(() => urls.length > 0 || isClosed);
    return only ?? urls[random.below(urls.length)] ?? NOWHERE;
  };
  const surroundings: Surroundings = {
    watch,
    target,
    get ticks() {
      return ticks;
    },
    get isCalm() {
      return isCalm;
    },
    get isOver() {
      return isClosed || cutCount() >= cutsMax;
    },
    counted(kind) {
      cuts.set(kind, (cuts.get(kind) ?? 0) + 1);
    },
  };

  /** Again until it is answered: whoever is killed meanwhile may have taken it, and copies change nothing. */
  const insist = async (query: string, variables: Record<string, unknown>): Promise<unknown> => {
    for (let left = TRIES_MAX; ; left -= 1) {
      const url = await target(caller);
      try {
        tries += 1;
        return await ask(url, query, variables);
      } catch (error) {
        if (left === 0 || isClosed || String(error).includes('"retriable":false')) throw error;
      }
    }
  };
  const handIn = async (): Promise<void> => {
    while (!surroundings.isOver) {
      const answer = await insist(SUBMIT, { events: load.next(SWIPES_A_CALL) });
      expect(answer).toEqual({ submitSwipeEvents: { queued: SWIPES_A_CALL, problems: [] } });
      ticks += 1;
      watch.check();
      const isBehind = ({ way }: { way: Way }): boolean => ticks - (way.waitingSince ?? ticks) > BEHIND_TICKS_MAX;
      await watch.until(() => surroundings.isOver || !clients.some(isBehind));
    }
  };

  const students = load.students.map((studentId) => ({ studentId }));
  await insist('mutation ($students: [StudentInput!]!) { importStudents(students: $students) { done } }', { students });
  const { swipeFeed } = await ask<{ swipeFeed: { cursor: string } }>(await target(caller), '{ swipeFeed { cursor } }');
  const follow = async (asked: Asked, { name, follow: begin, isSubscribe }: Transport): Promise<Way> => {
    const way = await openWay(surroundings, createRandom(seed, clients.length + 1), isSubscribe);
    const follower = begin({
      name: `${clients.length} (${name}, ${JSON.stringify(asked)})`,
      asked,
      url: way.url,
      cursor: swipeFeed.cursor,
      watch,
      onShown: way.shown,
    });
    clients.push({ way, follower });
    return way;
  };
  for (const [index, asked] of ASKED.entries()) {
    for (const transport of [WEB_SOCKET, index % 2 === 0 ? BY_POST : BY_GET]) await follow(asked, transport);
  }
  handedIn = handIn();
  // Whoever waits for cuts learns of it too.
  handedIn.catch(() => {
    isClosed = true;
    watch.check();
  });

  return {
    reached: (count) => watch.until(() => isClosed || cutCount() >= Math.min(count, cutsMax)),
    moved: watch.check,
    async whileCalm(url, stop) {
      isCalm = true;
      await watch.until(() => isClosed || clients.every(({ way }) => way.isListening));
      only = url;
      const late = await follow(null, LATE[stops % LATE.length] ?? WEB_SOCKET);
      stops += 1;
      await watch.until(() => isClosed || late.isListening);
      only = null;
      const listeners = clients.filter(({ way }) => way.server === url).map(({ follower }) => follower);
      const before = listeners.map(({ partings }) => partings.length);
      await stop();
      await watch.until(
        () => isClosed || listeners.every(({ partings }, index) => partings.length > (before[index] ?? 0)),
      );
      isCalm = false;
      watch.check();
      return listeners.flatMap(({ name, isWebSocket, partings }, index) => {
        const parting = partings[before[index] ?? 0];
        const told = parting?.code === 'SERVER_RESTARTING' && parting.cursor !== null;
        if (told && (!isWebSocket || parting.closeCode === RESTART)) return [];
        return [`${name}: a stop ended it with ${JSON.stringify(parting)}`];
      });
    },
    async finish() {
      await watch.until(() => surroundings.isOver);
      await handedIn;
      const toShow = new Map(clients.map(({ follower }) => [follower, load.expected(follower.asked)]));
      const isServed = ({ seenCount, quietCount, complaints }: Follower, count: number): boolean =>
        complaints.length > 0 || quietCount >= (seenCount >= count ? QUIET_FRAMES : OVERDUE_FRAMES);
      await watch.until(() => [...toShow].every(([follower, expected]) => isServed(follower, sizeOf(expected))));
    },
    async problems() {
      const expected = load.expected(null);
      const { sessions } = await ask<{
        sessions: { nodes: { lecture: { lectureId: string }; swipeCount: number }[] };
      }>(
        await target(caller),
        'query ($day: LocalDate!) { sessions(day: $day, first: 500) { nodes { lecture { lectureId } swipeCount } } }',
        { day: load.day },
      );
      const reported = new Map(sessions.nodes.map(({ lecture, swipeCount }) => [lecture.lectureId, swipeCount]));
      const reports = [...expected].flatMap(([lectureId, { length }]) =>
        reported.get(lectureId) === length
          ? []
          : [`${lectureId}: ${length} accepted, reported ${reported.get(lectureId)}`],
      );
      const shown = clients.flatMap(({ follower }) =>
        feedProblems(follower, { accepted: load.expected(follower.asked) }),
      );
      return [...reports, ...shown];
    },
    get summary() {
      const sum = (of: (follower: Follower) => number): number =>
        clients.reduce((total, { follower }) => total + of(follower), 0);
      const kinds = [...cuts].map(([kind, count]) => `${count} ${kind}`).join(', ');
      const seen = clients.map(({ follower }) => follower.seenCount).join(' ');
      return (
        `${cutCount()} cuts (${kinds}) and ${sum(({ partings }) => partings.length)} connections that ended, ` +
        `${sizeOf(load.expected(null))} accepted of ${ticks * SWIPES_A_CALL} handed in by ${ticks} calls and ${tries - ticks} more, ` +
        `${sum(({ frameCount }) => frameCount)} frames (${seen} swipes)`
      );
    },
    async close() {
      isClosed = true;
      watch.check();
      for (const { follower } of clients) follower.close();
      await Promise.all(clients.map(({ way }) => way.close()));
      await handedIn.catch(() => undefined);
    },
  };
}

function sizeOf(byLecture: ReadonlyMap<string, readonly string[]>): number {
  return [...byLecture.values()].reduce((sum, { length }) => sum + length, 0);
}
