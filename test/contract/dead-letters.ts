import { describe, expect, it } from 'vitest';
import type { PageRequest } from '../../src/core/paging.ts';
import type { DeadLetter } from '../../src/core/swipe.ts';
import type { DeadLetterKey } from '../../src/ports/dead-letters.ts';
import { openCommits } from '../support/commits.ts';
import { makeDeadLetter, NOON, numberedUuid, readPages } from '../support/swipes.ts';
import { eachTest, type Open } from './harness.ts';

export function describeDeadLettersContract(name: string, open: Open<'deadLetters' | 'committer' | 'swipeLog'>): void {
  describe(`dead letters: ${name}`, () => {
    const harness = eachTest(open);
    const dead = () => harness().ports.deadLetters;
    const put = async (...deadLetters: readonly DeadLetter[]) =>
      (await openCommits(harness().ports)).commit({ deadLetters });
    /** Bytes as a list: adapters may hand out another kind of byte array. */
    const plain = (letter: DeadLetter | null) => (letter === null ? null : { ...letter, payload: [...letter.payload] });
    const list = async (reverse = false) => dead().list({ limit: 100, reverse });

    it('is empty at first', async () => {
      expect(await list()).toEqual([]);
      expect(await dead().get([numberedUuid(1)])).toEqual([null]);
      expect(await dead().get([])).toEqual([]);
      await dead().remove([]);
      await dead().remove([numberedUuid(1)]);
    });

    it('keeps every byte and field, over a restart', async () => {
      const payload = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      const letter = makeDeadLetter({ payload, attempts: 3, reason: 'MESSAGE_REJECTED', message: 'Émission “x”.' });
      const empty = makeDeadLetter({ payload: new Uint8Array() });
      await put(letter, empty);
      await harness().reopen();
      expect((await dead().get([empty.id, numberedUuid(0xffff_ffff), letter.id])).map(plain)).toEqual([
        plain(empty),
        null,
        plain(letter),
      ]);
    });

    it('lists by receivedAt then id, and pages to the whole in both directions', async () => {
      const letters = [5, 1, 3, 1, 3, 3, 9].map((at) => makeDeadLetter({ receivedAt: NOON + at }));
      for (const letter of [...letters].reverse()) await put(letter);
      const sorted = [...letters].sort((a, b) => a.receivedAt - b.receivedAt || (a.id < b.id ? -1 : 1));
      for (const limit of [1, 2, 3, 100]) {
        for (const reverse of [false, true]) {
          const rows = await readPages(
            (page: PageRequest<DeadLetterKey>) => dead().list(page),
            ({ receivedAt, id }) => ({ receivedAt, id }),
            limit,
            reverse,
          );
          expect(rows.map(plain)).toEqual((reverse ? [...sorted].reverse() : sorted).map(plain));
        }
      }
    });

    it('keeps a page within both bounds', async () => {
      const letters = [1, 2, 3, 4, 5].map((at) => makeDeadLetter({ receivedAt: NOON + at }));
      await put(...letters);
      const bounds = { after: letters[0], before: letters[4], limit: 2 };
      expect((await dead().list({ ...bounds, reverse: false })).map(({ id }) => id)).toEqual(
        letters.slice(1, 3).map(({ id }) => id),
      );
      expect((await dead().list({ ...bounds, reverse: true })).map(({ id }) => id)).toEqual(
        letters
          .slice(2, 4)
          .reverse()
          .map(({ id }) => id),
      );
    });

    it('does not double one that is committed again', async () => {
      const commits = await openCommits(harness().ports);
      const letter = makeDeadLetter();
      const effects = await commits.prepare({ deadLetters: [letter] });
      await harness().ports.committer.commit(effects);
      await harness().ports.committer.commit(effects);
      await put(letter);
      expect((await list()).map(plain)).toEqual([plain(letter)]);
    });

    it('removes by id, however often, and leaves the others', async () => {
      const [a, b] = [makeDeadLetter(), makeDeadLetter()];
      await put(a, b);
      await dead().remove([a.id, numberedUuid(0xffff_ffff)]);
      await dead().remove([a.id]);
      await harness().reopen();
      expect((await list()).map(({ id }) => id)).toEqual([b.id]);
      expect(await dead().get([a.id])).toEqual([null]);
    });

    it('keeps the place of a page when letters before it are removed and come', async () => {
      const letters = [1, 2, 3, 4].map((at) => makeDeadLetter({ receivedAt: NOON + at * 10 }));
      await put(...letters);
      const [first, second] = await dead().list({ limit: 2, reverse: false });
      await dead().remove([first?.id ?? '', second?.id ?? '']);
      await put(makeDeadLetter({ receivedAt: NOON }));
      const rest = await dead().list({ limit: 9, reverse: false, after: second });
      expect(rest.map(({ id }) => id)).toEqual(letters.slice(2).map(({ id }) => id));
    });
  });
}
