import { describe, expect, it } from 'vitest';
import type { Mark, Rule, RuleInput } from '../rules/index.js';
import { readLocales } from '../web/index.js';
import { decide } from './decide.js';
import type { InputFact } from './decision.js';
import { explain } from './explain.js';
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

const english = { t: readLocales().choose(['en']).t, locale: 'en' };

const badge = (id: string, achievementId: string): RuleInput => ({
  kind: 'badge',
  id,
  achievementId,
  name: achievementId,
});

const one = (mark: Mark, fact: InputFact, change: Partial<Rule> = {}) =>
  decide(rule([assessment('1', mark)], change), facts({ '1': fact }), now);

describe('decide, one assessment', () => {
  it('gives the badge at exactly the mark', () => {
    expect(one(percent('70'), graded('70')).verdict).toBe('earned');
    expect(one({ kind: 'points', value: '14' }, graded('14', '20')).verdict).toBe('earned');
  });

  it('does not round up to the mark, and says what the gradebook shows', () => {
    const decision = one(percent('70'), graded('69.995'));
    expect(decision.verdict).toBe('not-yet');
    const text = explain(english, rule([assessment('1', percent('70'))]), decision, 'instructor');
    expect(text.inputs[0]?.text).toContain('the gradebook shows 70.00, the grade is 69.995');
    expect(text.changes).toEqual(['A grade of 70 or more in Quiz 1.']);
  });

  it('rounds as the gradebook does when the rule says so', () => {
    const displayed = { compare: 'displayed' as const };
    expect(one(percent('70'), graded('69.995'), displayed).verdict).toBe('earned');
    expect(one(percent('70'), graded('69.994'), displayed).verdict).toBe('not-yet');
    expect(one({ kind: 'points', value: '14' }, graded('13.995', '20'), displayed).verdict).toBe(
      'earned',
    );
  });

  it('does not take 2 of 3 for 66.67 %', () => {
    expect(one(percent('66.67'), graded('2', '3')).verdict).toBe('not-yet');
    expect(one(percent('66.66'), graded('2', '3')).verdict).toBe('earned');
  });

  it.each(['empty', 'pending', 'excused'] as const)('never passes a grade that is %s', (name) => {
    expect(one(percent('0'), state(name)).verdict).toBe('not-yet');
  });

  it('never passes a learner without a row, and takes a zero for a zero', () => {
    expect(one(percent('0'), { readAt, grade: null }).verdict).toBe('not-yet');
    expect(one(percent('0'), graded('0')).verdict).toBe('earned');
  });

  it('does not pass a percentage of a maximum of zero, and says why', () => {
    const decision = one(percent('0'), graded('5', '0'));
    expect(decision.verdict).toBe('not-yet');
    const words = explain(english, rule([assessment('1', percent('0'))]), decision, 'instructor');
    expect(words.inputs[0]?.text).toContain('maximum of 0');
    expect(one({ kind: 'points', value: '5' }, graded('5', '0')).verdict).toBe('earned');
  });

  it('cannot tell when the platform did not answer', () => {
    expect(one(percent('70'), { problem: 'unreachable' }).verdict).toBe('unknown');
    expect(decide(rule([assessment('1', percent('70'))]), facts({}), now).verdict).toBe('unknown');
  });
});

describe('decide, letters and completion', () => {
  const scheme = [
    { letter: 'A', from: '94' },
    { letter: 'B', from: '80' },
    { letter: 'F', from: '0' },
  ];
  const mark: Mark = { kind: 'letter', letter: 'B', scheme };

  it('compares a score with the lower bound of the letter', () => {
    expect(one(mark, graded('80')).verdict).toBe('earned');
    expect(one(mark, graded('79.999')).verdict).toBe('not-yet');
  });

  it('compares letters where there is no score', () => {
    const letter = (text: string): InputFact => ({
      readAt,
      grade: { userId: 'u', state: 'graded', score: null, maximum: null, letter: text },
    });
    expect(one(mark, letter('A')).verdict).toBe('earned');
    expect(one(mark, letter('F')).verdict).toBe('not-yet');
    expect(one(mark, letter('Z')).verdict).toBe('not-yet');
  });

  it('takes complete for complete, also without a score', () => {
    const complete: Mark = { kind: 'complete' };
    const told = (completion: 'complete' | 'incomplete'): InputFact => ({
      readAt,
      grade: { userId: 'u', state: 'graded', score: null, maximum: null, completion },
    });
    expect(one(complete, told('complete')).verdict).toBe('earned');
    expect(one(complete, told('incomplete')).verdict).toBe('not-yet');
    expect(one(complete, graded('10', '10')).verdict).toBe('earned');
    expect(one(complete, graded('9', '10')).verdict).toBe('not-yet');
    expect(one(complete, graded('0', '0')).verdict).toBe('not-yet');
  });
});

describe('decide, several inputs', () => {
  const inputs = [
    assessment('1', percent('50')),
    assessment('2', percent('50')),
    badge('3', 'lab'),
  ];

  it('asks for all, any, or n of m', () => {
    const known = facts({ '1': graded('60'), '2': graded('40') }, ['lab']);
    const verdict = (combine: Rule['combine']) =>
      decide(rule(inputs, { combine }), known, now).verdict;
    expect(verdict({ kind: 'all' })).toBe('not-yet');
    expect(verdict({ kind: 'any' })).toBe('earned');
    expect(verdict({ kind: 'atLeast', count: 2 })).toBe('earned');
    expect(verdict({ kind: 'atLeast', count: 3 })).toBe('not-yet');
  });

  it('lets three badges award a milestone', () => {
    const milestone = rule([badge('1', 'x'), badge('2', 'y'), badge('3', 'z')]);
    expect(decide(milestone, facts({}, ['x', 'y', 'z']), now).verdict).toBe('earned');
    const missing = decide(milestone, facts({}, ['x', 'z']), now);
    expect(missing.verdict).toBe('not-yet');
    expect(explain(english, milestone, missing, 'learner').changes).toEqual([
      'Earning the badge “y”.',
    ]);
  });

  it('answers without an unreadable input only when it makes no difference', () => {
    const partly = facts({ '1': graded('60'), '2': { problem: 'unreachable' } }, []);
    const verdict = (combine: Rule['combine']) =>
      decide(rule(inputs, { combine }), partly, now).verdict;
    expect(verdict({ kind: 'any' })).toBe('earned');
    expect(verdict({ kind: 'atLeast', count: 2 })).toBe('unknown');
    expect(verdict({ kind: 'all' })).toBe('not-yet');
  });

  it('gives nothing for a rule without inputs', () => {
    expect(decide(rule([]), facts({}), now).verdict).toBe('not-yet');
  });
});

describe('decide, release and dates', () => {
  const mark = percent('70');

  it('waits for a release, and takes an untold one for none', () => {
    const waits = { release: { policy: 'released' as const } };
    expect(one(mark, graded('90', '100', { released: true }), waits).verdict).toBe('earned');
    expect(one(mark, graded('90', '100', { released: false }), waits).verdict).toBe('waiting');
    expect(one(mark, graded('90'), waits).verdict).toBe('waiting');
    expect(one(mark, graded('10', '100', { released: false }), waits).verdict).toBe('not-yet');
  });

  it('waits for a date and for a confirmation', () => {
    const at = new Date('2026-12-01T00:00:00Z');
    const dated = { release: { policy: 'date' as const, at } };
    expect(one(mark, graded('90'), dated).verdict).toBe('waiting');
    expect(
      decide(rule([assessment('1', mark)], dated), facts({ '1': graded('90') }), at).verdict,
    ).toBe('earned');
    expect(one(mark, graded('90'), { release: { policy: 'confirm' } }).verdict).toBe('waiting');
    const confirmed = { release: { policy: 'confirm' as const, confirmedAt: now } };
    expect(one(mark, graded('90'), confirmed).verdict).toBe('earned');
    expect(one(mark, graded('90'), { notBefore: at }).verdict).toBe('waiting');
  });

  it('tells a learner nothing about a mark that is not released', () => {
    for (const score of ['90', '10']) {
      const held = rule([assessment('1', mark)], { release: { policy: 'confirm' } });
      const decision = decide(held, facts({ '1': graded(score) }), now);
      const words = JSON.stringify(explain(english, held, decision, 'learner'));
      expect(words).not.toContain(score);
      expect(words).not.toContain('"met":true');
    }
    const withheld = rule([assessment('1', mark)], { release: { policy: 'released' } });
    const texts = ['90', '10'].map((score) =>
      JSON.stringify(
        explain(
          english,
          withheld,
          decide(withheld, facts({ '1': graded(score, '100', { released: false }) }), now),
          'learner',
        ),
      ),
    );
    expect(texts[0]).toBe(texts[1]);
  });
});
