import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Grade } from '../grades/index.js';
import { decide } from './decide.js';
import type { InputFact } from './decision.js';
import {
  assessment,
  facts,
  graded,
  now,
  percent,
  readAt,
  rule,
  state,
} from './testing/make-facts.js';

describe('decide, by properties', () => {
  const cents = fc.integer({ min: -100, max: 20_000 }).map((n) => (n / 100).toFixed(2));
  const anyFact: fc.Arbitrary<InputFact> = fc.oneof(
    cents.map((score) => graded(score)),
    fc.constantFrom<Grade['state']>('empty', 'pending', 'excused').map(state),
    fc.constant<InputFact>({ problem: 'unreachable' }),
    fc.constant<InputFact>({ readAt, grade: null }),
  );
  const combine = fc.oneof(
    fc.constant({ kind: 'all' as const }),
    fc.constant({ kind: 'any' as const }),
    fc.integer({ min: 1, max: 5 }).map((count) => ({ kind: 'atLeast' as const, count })),
  );

  it('never takes a badge away because a score rose', () => {
    fc.assert(
      fc.property(
        fc.array(anyFact, { minLength: 1, maxLength: 4 }),
        combine,
        fc.nat(3),
        (list, how, at) => {
          const asked = rule(
            list.map((_, index) => assessment(String(index), percent('50'))),
            { combine: how },
          );
          const known = Object.fromEntries(list.map((fact, index) => [String(index), fact]));
          const better = { ...known, [String(at % list.length)]: graded('200') };
          if (decide(asked, facts(known), now).verdict === 'earned') {
            expect(decide(asked, facts(better), now).verdict).toBe('earned');
          }
        },
      ),
    );
  });

  it('earns only with enough grades that were read and reach the mark', () => {
    fc.assert(
      fc.property(fc.array(anyFact, { minLength: 1, maxLength: 5 }), combine, (list, how) => {
        const asked = rule(
          list.map((_, index) => assessment(String(index), percent('50'))),
          { combine: how },
        );
        const known = Object.fromEntries(list.map((fact, index) => [String(index), fact]));
        const passing = list.filter(
          (fact) => 'grade' in fact && Number(fact.grade?.score ?? '-1') >= 50,
        ).length;
        const needed =
          how.kind === 'all'
            ? list.length
            : how.kind === 'any'
              ? 1
              : Math.min(how.count, list.length);
        expect(decide(asked, facts(known), now).verdict === 'earned').toBe(passing >= needed);
      }),
    );
  });
});
