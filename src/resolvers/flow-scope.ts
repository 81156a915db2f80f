import type { WindowShape } from '../analytics/windows/window.ts';
import type { CampusDay } from '../core/campus-day.ts';
import type { FlowScope } from '../live/flow-source.ts';
import { identifiers, invalidArgument, overLimit } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { knownLecture, today } from './lectures.ts';
import type { Services } from './services.ts';

export interface FlowScopeArguments {
  readonly lecture?: { readonly lectureId: string; readonly day?: CampusDay | null | undefined } | null | undefined;
  readonly gates?:
    | { readonly gateIds: readonly string[]; readonly day?: CampusDay | null | undefined }
    | null
    | undefined;
}

export interface WindowArguments {
  readonly scope: FlowScopeArguments;
  readonly size: number;
  readonly slide: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SIZE_MAX_MS = 24 * HOUR_MS;
const GATES_MAX = 64;

/** @throws ARGUMENT_INVALID naming the argument, for an unknown lecture too; LIMIT_EXCEEDED above 64 gates */
export async function flowScope(ctx: RequestContext, { lecture, gates }: FlowScopeArguments): Promise<FlowScope> {
  if (lecture) {
    const { lectureId } = await knownLecture(ctx, lecture.lectureId, 'scope.lecture.lectureId');
    return { kind: 'LECTURE', lectureId, day: lecture.day ?? today(ctx) };
  }
  const gateIds = identifiers('scope.gates.gateIds', gates?.gateIds, GATES_MAX) ?? [];
  if (gateIds.length === 0) throw invalidArgument('scope.gates.gateIds', 'at least one gate.');
  return { kind: 'GATES', gateIds, day: gates?.day ?? today(ctx) };
}

/** @throws ARGUMENT_INVALID, LIMIT_EXCEEDED naming `size` or `slide` */
export function windowShape(
  { campus, about }: Pick<Services, 'campus' | 'about'>,
  day: CampusDay,
  { size, slide }: Pick<WindowArguments, 'size' | 'slide'>,
): WindowShape {
  if (slide < MINUTE_MS || slide % MINUTE_MS !== 0) throw invalidArgument('slide', 'whole minutes, at least one.');
  if (slide > size) throw invalidArgument('slide', 'not longer than `size`.');
  if (size % slide !== 0) throw invalidArgument('size', 'a multiple of `slide`.');
  if (size > SIZE_MAX_MS) throw overLimit('size', 'at most 24 hours.');
  return {
    dayStart: campus.startOf(day),
    dayEnd: campus.startOf(day + 1),
    sizeMs: size,
    slideMs: slide,
    allowedLatenessMs: about.allowedLatenessMs,
  };
}
