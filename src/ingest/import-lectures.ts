import type { CampusDay } from '../core/campus-day.ts';
import type { Lecture, LecturePatch, SessionChange, SessionChangePatch } from '../core/roster.ts';
import type { Roster } from '../ports/roster.ts';
import { type Importing, isFault, removal } from './import-rows.ts';
import { mergeLecture, mergeSessionChange, sessionChangeFault } from './merge-lecture.ts';

export async function importLectures(roster: Roster, today: CampusDay): Promise<Importing<LecturePatch>> {
  const { lectures } = await roster.timetable();
  const taken = new Map<string, Lecture>();
  return {
    take(row) {
      const merged = mergeLecture(taken.get(row.lectureId) ?? lectures.get(row.lectureId), row, today);
      if (isFault(merged)) return merged;
      taken.set(row.lectureId, merged);
      return null;
    },
    async save() {
      if (taken.size > 0) await roster.saveLectures([...taken.values()]);
    },
  };
}

export async function removeLectures(roster: Roster): Promise<Importing<string>> {
  const { lectures } = await roster.timetable();
  return removal(
    'lectureId',
    (id) => lectures.has(id),
    (ids) => roster.removeLectures(ids),
  );
}

export async function importSessionChanges(roster: Roster): Promise<Importing<SessionChangePatch>> {
  const { lectures, changes } = await roster.timetable();
  const taken = new Map<string, SessionChange>();
  return {
    take(row) {
      const { lectureId, day } = row;
      const name = `${day} ${lectureId}`;
      const change = mergeSessionChange(taken.get(name) ?? changes.get(lectureId)?.get(day), row);
      const wrong = sessionChangeFault(change, lectures.get(lectureId));
      if (wrong === null) taken.set(name, change);
      return wrong;
    },
    async save() {
      if (taken.size > 0) await roster.saveSessionChanges([...taken.values()]);
    },
  };
}
