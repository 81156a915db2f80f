import type { Clock } from '../ports/clock.ts';
import type { FeedFrame, FeedProgress } from './frames.ts';
import type { Rendered } from './outlet.ts';
import type { SharedFrame } from './shared-frame.ts';
import { areFew, type Served, type Turns } from './turns.ts';

/** One subscription, as its group sees it. */
export interface Member<T> {
  /** The number of the group's frame through which it was offered all; the group's to set. */
  through: number;
  /** When it was last sent anything. */
  readonly takenAt: number;
  offer(frame: SharedFrame<T>, rendered: Rendered): void;
  /** Several at once. @returns false when it does not take them so, and has done nothing: they are offered one by one */
  offerRun(last: SharedFrame<T>, rendered: readonly Rendered[]): boolean;
  /** A sign of life, for a reader with nothing else to read. */
  offerProgress(frame: SharedFrame<T>, rendered: Rendered): void;
  /** The group cannot keep up: the member goes on by itself, from the feed. */
  detach(): void;
}

export interface GroupOptions<T, F> {
  readonly key: string;
  readonly filter: F;
  readonly clock: Clock;
  readonly turns: Turns;
  readonly progressEveryMs: number | undefined;
  render(frame: FeedFrame<T>): Rendered | Promise<Rendered>;
  progress(everyMs: number): FeedProgress;
  /** A frame without a value, at the channel's position. */
  signOfLife(progress: FeedProgress): SharedFrame<T>;
}

interface InLine<T> {
  readonly frame: SharedFrame<T>;
  readonly number: number;
  rendered: Rendered | Promise<Rendered> | null;
}
interface Ready<T> {
  readonly frame: SharedFrame<T>;
  readonly number: number;
  readonly rendered: Rendered;
}

/** Frames that stand one after the other in the log, for many members in one piece. */
interface Run<T> {
  readonly frames: readonly Ready<T>[];
  readonly last: Ready<T>;
  readonly rendered: readonly Rendered[];
}

/** Bytes after which a run has no more frames: what a socket that is ready takes in any case. */
const RUN_BYTES = 16 * 1024;
/** Frames of a group whose rendering waits for a store at once. */
const RENDERED_AT_ONCE = 32;
/** Frames that may wait for their rendering; beyond, the members read the feed themselves. */
const LINE_MAX = 8_192;

/**
 * Subscriptions of equal filters and equal bytes: one match, one execution and one text a frame for all of them. Frames
 * stand in one log; each member is offered what it has not had when its turn comes, which with many costs one look at it
 * however many frames have come since.
 */
export class FeedGroup<T, F> implements Served {
  readonly key: string;
  readonly filter: F;
  readonly members = new Set<Member<T>>();
  readonly #options: GroupOptions<T, F>;
  /** Frames offered so far. */
  #count = 0;
  /** Frames whose turn has not come: some are being rendered. */
  #line: InLine<T>[] = [];
  /** Frames that not all members have been offered. */
  #log: Ready<T>[] = [];
  /** Those asked for since the log changed, by where in it they begin; null: none. */
  #runs: Map<number, Run<T>> | null = null;
  /** Members still to be visited in this round; null: no round has begun. */
  #round: Iterator<Member<T>> | null = null;
  /** The newest frame when the round began: at its end everybody has had it. */
  #roundFor = 0;
  #cancelProgress: (() => void) | null = null;

  constructor(options: GroupOptions<T, F>) {
    this.key = options.key;
    this.filter = options.filter;
    this.#options = options;
  }

  join(member: Member<T>): void {
    member.through = this.#count;
    this.members.add(member);
    if (this.#cancelProgress === null) this.#watchSilence();
  }

  leave(member: Member<T>): void {
    this.members.delete(member);
    member.through = Number.POSITIVE_INFINITY;
    if (this.members.size > 0) return;
    this.#cancelProgress?.();
    this.#cancelProgress = null;
    this.#forget();
  }

  /** True while a frame that is the member's waits for its turn. */
  owes({ through }: Member<T>): boolean {
    return (this.#line.at(-1)?.number ?? this.#log.at(-1)?.number ?? 0) > through;
  }

  get owed(): number {
    return this.#log.length * this.members.size;
  }

  /** Offers the member what is in the log for it. */
  settle(member: Member<T>): void {
    for (;;) {
      const from = Math.max(0, member.through + 1 - (this.#log[0]?.number ?? 0));
      const first = this.#log[from];
      if (first === undefined) return;
      const run = from + 1 === this.#log.length ? null : this.#runFrom(from);
      if (run !== null) {
        const { through } = member;
        member.through = run.last.number;
        if (member.offerRun(run.last.frame, run.rendered)) continue;
        member.through = through;
      }
      for (const ready of run?.frames ?? [first]) {
        // It may have left meanwhile, and joined again; the last to leave takes the log along.
        if (ready.number <= member.through || this.#log.length === 0) return;
        member.through = ready.number;
        if (ready.frame.entry !== null) member.offer(ready.frame, ready.rendered);
        else member.offerProgress(ready.frame, ready.rendered);
      }
    }
  }

  /** @returns null where one frame stands alone */
  #runFrom(from: number): Run<T> | null {
    const known = this.#runs?.get(from);
    if (known !== undefined) return known;
    const frames: Ready<T>[] = [];
    let bytes = 0;
    for (let index = from; index < this.#log.length && bytes < RUN_BYTES; index += 1) {
      const next = this.#log[index];
      // A sign of life is not for everybody.
      if (next === undefined || next.frame.entry === null) break;
      frames.push(next);
      bytes += next.rendered.bytes;
    }
    const last = frames.at(-1);
    if (last === undefined || frames.length === 1) return null;
    const run = { frames, last, rendered: frames.map(({ rendered }) => rendered) };
    this.#runs ??= new Map();
    this.#runs.set(from, run);
    return run;
  }

  serve(readers: number): boolean {
    for (let left = readers; left > 0 && this.#log.length > 0; left -= 1) {
      if (this.#round === null) {
        this.#round = this.members.values();
        this.#roundFor = this.#log.at(-1)?.number ?? 0;
      }
      const { value, done } = this.#round.next();
      if (!done) this.settle(value);
      else {
        this.#round = null;
        this.#log = this.#log.filter(({ number }) => number > this.#roundFor);
        this.#runs = null;
      }
    }
    return this.#log.length > 0;
  }

  /** @returns to how many it goes */
  offer(frame: SharedFrame<T>): number {
    this.#count += 1;
    const number = this.#count;
    if (this.#line.length > 0) {
      this.#line.push({ frame, number, rendered: null });
      if (this.#line.length > LINE_MAX) this.#giveUp();
      return this.members.size;
    }
    const rendered = this.#options.render(frame.shown(null));
    if (rendered instanceof Promise) this.#wait({ frame, number, rendered });
    else this.#distribute(frame, number, rendered);
    return this.members.size;
  }

  #wait(first: InLine<T>): void {
    this.#line.push(first);
    this.#follow(first, first.rendered);
  }

  #follow(one: InLine<T>, rendering: Rendered | Promise<Rendered> | null): void {
    if (!(rendering instanceof Promise)) return;
    one.rendered = rendering;
    void rendering.then((rendered) => {
      one.rendered = rendered;
      if (this.#line[0] === one) this.#advance();
    });
  }

  /** Distributes what is rendered, in order, and has more of the line rendered. */
  #advance(): void {
    const line = this.#line;
    let done = 0;
    for (let index = 0; index < line.length && index - done < RENDERED_AT_ONCE; index += 1) {
      const one = line[index];
      if (one === undefined) break;
      if (one.rendered === null) {
        const rendering = this.#options.render(one.frame.shown(null));
        one.rendered = rendering;
        this.#follow(one, rendering);
      }
      if (index > done || one.rendered instanceof Promise) continue;
      this.#distribute(one.frame, one.number, one.rendered);
      if (this.#line !== line) return;
      done += 1;
    }
    this.#line = line.slice(done);
  }

  #distribute(frame: SharedFrame<T>, number: number, rendered: Rendered): void {
    this.#log.push({ frame, number, rendered });
    this.#runs = null;
    if (this.#log.length > 1) return;
    if (areFew(this.members.size)) this.serve(Number.POSITIVE_INFINITY);
    else this.#options.turns.add(this);
  }

  #forget(): void {
    this.#line = [];
    this.#log = [];
    this.#runs = null;
    this.#round = null;
  }

  #giveUp(): void {
    this.#forget();
    for (const member of [...this.members]) member.detach();
  }

  /** One timer for all members: those who have been silent for about as long are told together, and not later than asked, but for their turns. */
  #watchSilence(): void {
    const { clock, progressEveryMs: everyMs } = this.#options;
    if (everyMs === undefined || this.members.size === 0) return;
    const now = clock.now();
    let wait = everyMs;
    for (const { takenAt } of this.members) {
      // Who has been silent for longer takes nothing, and is looked at again with the others.
      if (takenAt + everyMs > now) wait = Math.min(wait, takenAt + everyMs - now);
    }
    this.#cancelProgress = clock.setTimer(wait, () => {
      this.#cancelProgress = null;
      const silentSince = clock.now() - everyMs;
      if ([...this.members].some(({ takenAt }) => takenAt <= silentSince)) {
        this.offer(this.#options.signOfLife(this.#options.progress(everyMs)));
      }
      this.#watchSilence();
    });
  }
}
