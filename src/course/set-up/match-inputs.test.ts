import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../grades/index.js';
import type { CopiedInput } from '../../rules/index.js';
import { matchInputs } from './match-inputs.js';
import { assessmentKey } from './choices.js';

const one = (change: Partial<Assessment> = {}): Assessment => ({
  source: 'lti',
  id: 'a',
  title: 'Quiz 1',
  maximum: '20',
  gradedAs: 'points',
  tellsRelease: false,
  ...change,
});
const obstacle = { code: 'mirror_unconfirmed', reason: 'Not confirmed.', remedy: 'Confirm it.' };
const wanted = (change: object = {}): CopiedInput => ({
  kind: 'assessment',
  source: 'lti',
  title: 'Quiz 1',
  maximum: '20',
  mark: { kind: 'percent', value: '70' },
  ...change,
});
const look = (input: CopiedInput, ...assessments: Assessment[]) =>
  matchInputs([input], { assessments, badges: [] });
const kindOf = (input: CopiedInput, ...assessments: Assessment[]) =>
  look(input, ...assessments).looked[0]?.finding.kind;

describe('what a rule of another course asks for', () => {
  it('is found by title and maximum, with its mark', () => {
    const here = one({ title: ' quiz 1', maximum: '20.00' });
    const { form } = look(wanted(), one({ id: 'b', title: 'Quiz 2' }), here);
    const key = assessmentKey(here);
    expect(form).toEqual({ use: [key], [`unit_${key}`]: 'percent', [`mark_${key}`]: '70' });
  });

  it('is known while it cannot be read, and not chosen', () => {
    const here = one({ source: 'mirror', title: 'Quiz 1 (for badges)', obstacle });
    const asked = wanted({ source: 'mirror', title: 'Quiz 1 (for badges)' });
    expect(look(asked, here)).toMatchObject({
      form: { use: [] },
      looked: [{ finding: { kind: 'blocked', assessment: { id: 'a' } } }],
    });
  });

  it('is read in another way before it waits for its own: a column and the activity it copies are one', () => {
    const column = one({ source: 'mirror', title: 'Quiz 1 (for badges)', obstacle });
    const quiz = one({ source: 'moodle', id: '7' });
    const asked = wanted({ source: 'mirror', title: 'Quiz 1 (for badges)' });
    expect(look(asked, column, quiz).form.use).toEqual([assessmentKey(quiz)]);
    const ready = one({ source: 'mirror', title: 'Quiz 1 (for badges)' });
    expect(look(asked, ready, quiz).form.use).toEqual([assessmentKey(ready)]);
  });

  it('is left to a person where its maximum differs, where two have its name, and where none has', () => {
    expect(kindOf(wanted(), one({ maximum: '40' }))).toBe('other-maximum');
    expect(kindOf(wanted(), one(), one({ id: 'b' }))).toBe('several');
    expect(kindOf(wanted(), one({ obstacle }), one({ id: 'b', obstacle }))).toBe('several');
    expect(kindOf(wanted(), one({ title: 'Essay' }))).toBe('missing');
  });

  it('is not chosen twice for two of one name', () => {
    const { form, looked } = matchInputs([wanted(), wanted()], {
      assessments: [one()],
      badges: [],
    });
    expect(form.use).toHaveLength(1);
    expect(looked.map(({ finding }) => finding.kind)).toEqual(['found', 'several']);
  });
});
