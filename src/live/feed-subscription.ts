import { RollcallError } from '../core/errors.ts';
import { comparePartitionPosition, type FeedPosition, furthest, isAhead } from '../core/feed.ts';
import { CatchUp, STALLED_MS } from './catch-up.ts';
import type { ChannelCore } from './feed-channel.ts';
import type { FeedGroup, Member } from './feed-group.ts';
import type { FilterKeys } from './filter-index.ts';
import { FrameQueue } from './frame-queue.ts';
import type { Ending, FeedFrame, FeedGap, FeedRequest } from './frames.ts';
import type { Attached, Outlet, Rendered } from './outlet.ts';
import type { SharedFrame } from './shared-frame.ts';

/**
 * One subscription: a replay until it stands where the tail does, then a member of its group. Frames go to its outlet as
 * they come while that is ready, else to a bounded queue; a reader that stops reading costs its bound and nothing else.
 */
export class FeedSubscription<T, F extends FilterKeys> implements Member<T>, Attached {
  through = 0;
  takenAt: number;
  readonly #channel: ChannelCore<T, F>;
  readonly #request: FeedRequest<F>;
  #outlet: Outlet<FeedFrame<T>>;
  #group: FeedGroup<T, F> | null = null;
  #catchUp: CatchUp<T> | null = null;
  /** The last frame sent; null: it stands at `#stood`. */
  #last: SharedFrame<T> | null = null;
  /** Through where a replay's entries were sent or passed over; where it joined. */
  #stood: FeedPosition;
  /** What it had seen when it joined, while that is ahead of the tail; a page read by pull or elsewhere can be. */
  #ahead: FeedPosition | null = null;
  readonly #queue = new FrameQueue<T>();
  #missed = 0;
  #gapFrom = '';
  /** A frame is being rendered for this reader alone. */
  #isRendering = false;
  /** Raised when what is being rendered alone is no longer to be sent. */
  #turn = 0;
  /** Has been sent a frame live: the first is the progress with which it joined. */
  #isGreeted = false;
  #isOver = false;
  #ending: Ending | null = null;

  /** @param from where to replay from; null: from now */
  constructor(
    channel: ChannelCore<T, F>,
    request: FeedRequest<F>,
    from: FeedPosition | null,
    outlet: Outlet<FeedFrame<T>>,
  ) {
    this.#channel = channel;
    this.#request = request;
    this.#outlet = outlet;
    this.#stood = from ?? channel.position;
    this.takenAt = channel.clock.now();
    if (from === null) this.#join();
    else this.#catchUp = new CatchUp<T>(channel, from);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** From now on frames go there; what is queued for the outlet before goes there first, and an ending it was given. */
  attach(outlet: Outlet<FeedFrame<T>>): Attached {
    this.#group?.settle(this);
    if (this.#ending !== null) outlet.end(this.#ending);
    this.#outlet = outlet;
    this.#turn += 1;
    this.#isRendering = false;
    this.#queue.forgetRendered();
    if (this.#group !== null) {
      this.#channel.leave(this.#group, this);
      this.#group = this.#channel.join(this.#request, outlet, this);
    }
    this.resume();
    return this;
  }

  offer(shared: SharedFrame<T>, rendered: Rendered): void {
    if (this.#isOver) return;
    const own = this.#ahead === null ? shared : this.#past(shared, this.#ahead);
    if (own === shared && this.#missed === 0 && this.#isIdle()) this.#send(shared, rendered);
    else if (own !== null) this.#take(own, own === shared ? rendered : null);
  }

  offerRun(last: SharedFrame<T>, rendered: readonly Rendered[]): boolean {
    const isCurrent = !this.#isOver && this.#ahead === null && this.#missed === 0 && this.#isIdle();
    if (!isCurrent || this.#outlet.sendRun === undefined) return false;
    this.#sends(last, rendered.length);
    this.#outlet.sendRun(rendered);
    return true;
  }

  offerProgress(shared: SharedFrame<T>, rendered: Rendered): void {
    const everyMs = this.#request.progressEveryMs ?? 0;
    if (this.#isOver || !this.#isIdle() || this.#channel.clock.now() - this.takenAt < everyMs / 2) return;
    if (this.#ahead === null && this.#missed === 0) this.#send(shared, rendered);
    else this.#take(shared.at(furthest(shared.position, this.#stood)), null);
  }

  detach(): void {
    if (!this.#isOver) this.#fallBack();
  }

  resume(): void {
    if (this.#isOver) return;
    if (this.#catchUp === null) this.#pump();
    else if (!this.#catchUp.isRunning) void this.#read(this.#catchUp);
  }

  /** Discards the queue: the outlet's last item is the ending. */
  end(code: 'SUBSCRIBER_TOO_SLOW' | 'SERVER_RESTARTING'): void {
    if (this.#isOver) return;
    const cursor = this.#endsAt();
    this.leave();
    const ending: Ending = { kind: 'ENDING', error: new RollcallError(code, undefined, { extensions: { cursor } }) };
    this.#ending = ending;
    this.#request.onEnding?.(ending);
    this.#outlet.end(ending);
  }

  leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#quiet();
    this.#queue.clear();
    this.#channel.left(this);
  }

  /** Nothing queued, missed or under way: the reader stands where the feed does. */
  #endsAt(): string {
    const isServed = this.#catchUp === null && this.#queue.length === 0 && !this.#isRendering;
    if (!isServed || this.#group?.owes(this) === true) return this.#lastCursor();
    if (this.#missed > 0) return this.#gapFrom;
    return this.#channel.cursor(furthest(this.#channel.position, this.#stood));
  }

  /** Through what was sent or passed over. */
  #lastPosition(): FeedPosition {
    return this.#last === null ? this.#stood : furthest(this.#last.position, this.#stood);
  }

  #lastCursor(): string {
    const last = this.#last;
    return last !== null && !isAhead(this.#stood, last.position)
      ? last.cursor
      : this.#channel.cursor(this.#lastPosition());
  }

  #isIdle(): boolean {
    return this.#queue.length === 0 && !this.#isRendering && this.#outlet.isReady;
  }

  /** The frame as one who is ahead of the tail gets it; null when it has been seen. No cursor takes the reader back. */
  #past(shared: SharedFrame<T>, ahead: FeedPosition): SharedFrame<T> | null {
    if (!isAhead(ahead, shared.position)) this.#ahead = null;
    const { entry } = shared;
    if (entry !== null && comparePartitionPosition(entry.at, ahead[entry.partition] ?? []) <= 0) return null;
    return shared.at(furthest(shared.position, ahead));
  }

  /** Sends it, or queues it, or does what the reader wants when its queue is full. */
  #take(frame: SharedFrame<T>, rendered: Rendered | null): void {
    const { queueFrames, queueBytes } = this.#channel.limits;
    const bytes = rendered?.bytes ?? 0;
    const isFull =
      this.#queue.length >= queueFrames ||
      (this.#queue.bytes > 0 && this.#queue.bytes + bytes + this.#outlet.unsent > queueBytes);
    if (isFull) {
      if (frame.entry === null) return;
      if (this.#request.onSlow === 'DROP') this.#drop();
      else if (this.#isStalled()) this.end('SUBSCRIBER_TOO_SLOW');
      else this.#fallBack();
      return;
    }
    const gap = this.#missed > 0 ? { missed: this.#missed, from: this.#gapFrom } : null;
    this.#missed = 0;
    this.#queue.push({ frame, rendered: gap === null ? rendered : null, gap, bytes });
    this.#pump();
  }

  #isStalled(): boolean {
    return this.#channel.clock.now() - this.takenAt >= STALLED_MS;
  }

  #drop(): void {
    if (this.#missed === 0) this.#gapFrom = this.#queue.last?.cursor ?? this.#lastCursor();
    this.#missed += 1;
    this.#channel.counts.dropped += 1;
  }

  #pump(): void {
    while (this.#queue.length > 0 && !this.#isOver && !this.#isRendering && this.#outlet.isReady) {
      const queued = this.#queue.shift();
      if (queued === undefined) return;
      if (queued.rendered !== null) this.#send(queued.frame, queued.rendered);
      else void this.#sendAlone(queued.frame, queued.gap);
    }
  }

  #send(frame: SharedFrame<T>, rendered: Rendered): void {
    this.#sends(frame, 1);
    this.#outlet.send(rendered);
  }

  #sends(last: SharedFrame<T>, frames: number): void {
    this.#last = last;
    this.takenAt = this.#channel.clock.now();
    if (this.#catchUp === null) this.#isGreeted = true;
    this.#channel.counts.delivered += frames;
  }

  /** @returns when it was sent, or is no longer to be */
  #sendAlone(frame: SharedFrame<T>, gap: FeedGap | null): Promise<void> | undefined {
    const rendered = this.#outlet.render(frame.shown(gap));
    if (!(rendered instanceof Promise)) {
      this.#send(frame, rendered);
      return undefined;
    }
    const turn = this.#turn;
    this.#isRendering = true;
    return rendered.then((done) => {
      if (this.#turn !== turn || this.#isOver) return;
      this.#isRendering = false;
      this.#send(frame, done);
      if (this.#catchUp === null) this.#pump();
    });
  }

  #quiet(): void {
    if (this.#group !== null) this.#channel.leave(this.#group, this);
    this.#group = null;
    this.#catchUp?.close();
    this.#turn += 1;
    this.#isRendering = false;
  }

  #join(): void {
    this.#stood = this.#catchUp?.replay.position ?? this.#channel.position;
    this.#catchUp?.close();
    this.#catchUp = null;
    this.#ahead = isAhead(this.#stood, this.#channel.position) ? this.#stood : null;
    this.#group = this.#channel.join(this.#request, this.#outlet, this);
    const everyMs = this.#request.progressEveryMs;
    if (everyMs === undefined || this.#isGreeted) return;
    const greeting = this.#channel.signOfLife(this.#channel.progress(everyMs));
    this.#take(greeting.at(furthest(greeting.position, this.#stood)), null);
  }

  /** Goes on from the feed itself, after the last frame that was sent. */
  #fallBack(): void {
    this.#quiet();
    this.#queue.clear();
    this.#missed = 0;
    this.#ahead = null;
    this.#stood = this.#lastPosition();
    this.#catchUp = new CatchUp<T>(this.#channel, this.#stood);
    if (this.#request.onSlow === 'DISCONNECT') {
      this.#catchUp.watch(
        () => this.#outlet.isReady || !this.#isStalled(),
        () => this.end('SUBSCRIBER_TOO_SLOW'),
      );
    }
    this.resume();
  }

  /** Sends what the replay holds for as long as the reader takes it; joins the group at its end. */
  async #read(catchUp: CatchUp<T>): Promise<void> {
    const { replay } = catchUp;
    const isCurrent = (): boolean => this.#catchUp === catchUp && !this.#isOver;
    catchUp.isRunning = true;
    while (isCurrent() && this.#outlet.isReady) {
      if (replay.hasReached(this.#channel.position)) {
        this.#join();
        this.#pump();
        return;
      }
      try {
        const step = await catchUp.unlessClosed(replay.next(this.#channel.position));
        if (step === null || !isCurrent()) continue;
        if (this.#channel.kind.matches(this.#request.filter, step.entry.value)) {
          await this.#sendAlone(this.#channel.frame(step.position, step.entry), null);
          if (!isCurrent()) return;
        }
        this.#stood = step.position;
      } catch (error) {
        if (!isCurrent()) return;
        if (error instanceof RollcallError && error.code === 'CURSOR_EXPIRED') {
          // Retention has passed the reader: with its cursor it learns where the feed begins now.
          this.end('SUBSCRIBER_TOO_SLOW');
          return;
        }
        // The feed is out of reach: the subscriber waits, it does not end.
        await catchUp.pause();
      }
    }
    catchUp.isRunning = false;
  }
}
