import { enrolledOn } from '../analytics/session-figures.ts';
import type { CampusDay } from '../core/campus-day.ts';
import { compareText, type PageRequest, pageOfSorted } from '../core/paging.ts';
import type { Lecture, Timetable } from '../core/roster.ts';
import { scheduledOn } from '../core/timetable.ts';
import { identifier, identifiers, invalidArgument, search } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { type Page, type PageArguments, readPage } from './paging.ts';
import { idKey } from './row-key.ts';

/** A lecture as it is answered: whole from the timetable, or by id alone where only swipes name it. */
export interface LectureView {
  readonly lectureId: string;
  readonly entry: Lecture | null;
}

export interface LectureFilterArguments {
  readonly day?: CampusDay | null | undefined;
  readonly lectureIds?: readonly string[] | null | undefined;
  readonly search?: string | null | undefined;
}

/** Seen lectures are read in runs of this many where they have to be sifted. */
const SIFT_RUN = 1_000;
const LECTURES = { key: idKey('lectures'), keyOf: (lecture: LectureView) => lecture.lectureId };

/** A lecture that some record names: there is always one to answer with. */
export function lectureView(timetable: Timetable, lectureId: string): LectureView {
  return { lectureId, entry: timetable.lectures.get(lectureId) ?? null };
}

export function graceMsOf(ctx: RequestContext, lecture: LectureView): number {
  return lecture.entry?.gracePeriodMs ?? ctx.services.about.defaultGraceMs;
}

export function today(ctx: RequestContext): CampusDay {
  return ctx.services.campus.dayOf(ctx.services.clock.now());
}

/** null when neither the timetable nor any accepted swipe names it. @throws ARGUMENT_INVALID */
export async function findLecture(
  ctx: RequestContext,
  lectureId: string,
  argument = 'lectureId',
): Promise<LectureView | null> {
  const view = lectureView(await ctx.loaders.timetable(), identifier(argument, lectureId));
  if (view.entry !== null) return view;
  return (await ctx.loaders.lecturesSeen.load(lectureId)) ? view : null;
}

/** A lecture that a report is asked about. @throws ARGUMENT_INVALID, naming the argument, for one that nothing names */
export async function knownLecture(
  ctx: RequestContext,
  lectureId: string,
  argument = 'lectureId',
): Promise<LectureView> {
  const lecture = await findLecture(ctx, lectureId, argument);
  if (lecture === null) throw invalidArgument(argument, 'no lecture of that id is known.');
  return lecture;
}

/** Students enrolled that day, by studentId. Cost: one batched read. */
export async function enrolledStudents(
  ctx: RequestContext,
  lectureId: string,
  day: CampusDay,
): Promise<readonly string[]> {
  return enrolledOn(await ctx.loaders.enrolmentsOfLecture.load(lectureId), day);
}

function matchesSearch(lecture: LectureView, wanted: string): boolean {
  if (lecture.lectureId.toLowerCase().startsWith(wanted)) return true;
  const words = (lecture.entry?.title ?? '').toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return words.some((word) => word.startsWith(wanted)) || (lecture.entry?.title ?? '').toLowerCase().startsWith(wanted);
}

/** Merges two runs of distinct ids, each sorted the same way, into at most `limit`. */
function merge(a: readonly string[], b: readonly string[], page: PageRequest<string>): string[] {
  const ids = [...new Set([...a, ...b])].sort(compareText);
  return (page.reverse ? ids.reverse() : ids).slice(0, page.limit);
}

/** Seen lectures of a page that a condition keeps; without one, the store's own page. */
async function seenPage(ctx: RequestContext, page: PageRequest<string>, keep: ((id: string) => boolean) | null) {
  const { swipeStore } = ctx.services;
  if (keep === null) return swipeStore.lecturesSeen(page);
  const kept: string[] = [];
  let rest: PageRequest<string> = { ...page, limit: SIFT_RUN };
  while (kept.length < page.limit) {
    const run = await swipeStore.lecturesSeen(rest);
    kept.push(...run.filter(keep));
    const last = run.at(-1);
    if (last === undefined || run.length < SIFT_RUN) break;
    rest = page.reverse ? { ...rest, before: last } : { ...rest, after: last };
  }
  return kept.slice(0, page.limit);
}

/** The ids that a day or a list of ids leaves to choose from; null: any. */
async function candidates(ctx: RequestContext, timetable: Timetable, filter: LectureFilterArguments) {
  const { campus, swipeStore } = ctx.services;
  const asked = identifiers('filter.lectureIds', filter.lectureIds);
  const { day } = filter;
  if (day !== null && day !== undefined) {
    const swiped = await swipeStore.sessionKeys({ from: day, to: day + 1 }, asked);
    const ids = new Set([...scheduledOn(timetable, day, campus).keys(), ...swiped.map((key) => key.lectureId)]);
    return asked === undefined ? [...ids] : asked.filter((id) => ids.has(id));
  }
  if (asked === undefined) return null;
  const unknown = asked.filter((id) => !timetable.lectures.has(id));
  const seen = await ctx.loaders.lecturesSeen.loadMany(unknown);
  const failure = seen.find((answer) => answer instanceof Error);
  if (failure !== undefined) throw failure;
  const gone = new Set(unknown.filter((_, index) => seen[index] !== true));
  return asked.filter((id) => !gone.has(id));
}

/**
 * Lectures of the timetable and lectures that swipes name, as one list by lectureId.
 * @throws ARGUMENT_INVALID, LIMIT_EXCEEDED, CURSOR_INVALID
 */
export async function listLectures(
  ctx: RequestContext,
  args: PageArguments & { readonly filter?: LectureFilterArguments | null | undefined },
): Promise<Page<LectureView>> {
  const filter = args.filter ?? {};
  const wanted = search('filter.search', filter.search)?.toLowerCase();
  const timetable = await ctx.loaders.timetable();
  const chosen = await candidates(ctx, timetable, filter);
  const view = (id: string) => lectureView(timetable, id);
  const keep = wanted === undefined ? null : (id: string) => matchesSearch(view(id), wanted);
  return readPage(args, LECTURES, async (page) => {
    const listed = (chosen ?? [...timetable.lectures.keys()]).filter((id) => keep?.(id) ?? true).sort(compareText);
    const known = pageOfSorted(listed, page, compareText);
    const seen = chosen === null ? await seenPage(ctx, page, keep) : [];
    return merge(known, seen, page).map(view);
  });
}

/** The lecture a record names. Cost: none beyond the timetable. */
export async function lectureOf(ctx: RequestContext, lectureId: string): Promise<LectureView> {
  return lectureView(await ctx.loaders.timetable(), lectureId);
}
