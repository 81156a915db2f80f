import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isIdentifier } from '../../../src/core/identifier.ts';
import { createIdentifierPool } from '../../../src/core/identifier-pool.ts';

test('reads what the bytes spell, or null where it is no identifier, however its slots are fought over', () => {
  const pools = [1, 2, 1024].map(createIdentifierPool);
  const text = fc.oneof(
    fc.constantFrom('S1', 'S2', 'LEC001-L1', 'GATE-01', '2026-03-01', '', 'a b', 'é', 'x'.repeat(64), 'x'.repeat(65)),
    fc.string({ maxLength: 70, unit: 'binary-ascii' }),
  );
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 50 }), (texts) => {
      for (const one of texts) {
        const bytes = Buffer.from(`"${one}"`);
        for (const pool of pools) expect(pool.read(bytes, 1, bytes.length - 1)).toBe(isIdentifier(one) ? one : null);
      }
    }),
  );
});
