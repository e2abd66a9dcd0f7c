import { describe, expect, it } from 'vitest';
import { NotFound, UpstreamFailed } from '../base/index.js';
import { readLocales } from '../web/index.js';
import { describeAssessmentChange, findAssessmentChange } from './assessment-change.js';
import type { Reading } from './reading.js';
import { makeInput, makePull, makeRule } from './testing.js';

const read = (maximum: string | null): Reading => ({
  pull: makePull([], { assessment: { title: 'Quiz 1', maximum } }),
});
const failed = (error: unknown): Reading => ({ problem: 'unreachable', error });
const find = (asked: string | null, reading: Reading) =>
  findAssessmentChange(
    makeRule({ inputs: [makeInput({ maximum: asked })] }),
    new Map([['i1', reading]]),
  );

describe('findAssessmentChange', () => {
  it.each([
    ['100', '100'],
    ['100', '100.00'],
    ['20.50', '20.5'],
    // Moodle writes the result of a division with five decimals.
    ['33.33333', '33.33333'],
    // What is no number is the same while it is written the same.
    ['twenty', 'twenty'],
  ])('takes %s and %s for the same maximum', (was, now) => {
    expect(find(was, read(now))).toBeNull();
  });

  it.each([
    ['100', '100.00001'],
    ['20', '2'],
    ['20', '0'],
    ['20', 'twenty'],
    ['twenty', '20'],
    ['twenty', 'thirty'],
  ])('sees that a maximum of %s is %s now', (was, now) => {
    expect(find(was, read(now))).toEqual({
      code: 'maximum_changed',
      title: 'Quiz 1',
      was,
      now,
    });
  });

  it('knows nothing of a maximum that one of the two does not tell', () => {
    expect(find(null, read('20'))).toBeNull();
    expect(find('20', read(null))).toBeNull();
  });

  it('sees that an assessment is gone where the platform says so', () => {
    for (const code of ['assessment_gone', 'line_item_gone']) {
      expect(find('100', failed(new NotFound(code, 'There is no such thing.')))).toEqual({
        code: 'assessment_gone',
        title: 'Quiz 1',
      });
    }
  });

  it('does not take for gone what could not be read', () => {
    expect(find('100', failed(new UpstreamFailed('upstream_timeout', 'No answer.')))).toBeNull();
    expect(find('100', failed(new Error('line_item_gone')))).toBeNull();
    const gone = Object.assign(new Error('No file.'), { code: 'line_item_gone' });
    expect(find('100', failed(gone))).toBeNull();
    expect(findAssessmentChange(makeRule(), new Map())).toBeNull();
  });

  it('looks at every assessment, past those that could not be read, and at no badge', () => {
    const rule = makeRule({
      inputs: [
        { kind: 'badge', id: 'b', achievementId: 'a', name: 'A badge' },
        makeInput({ id: 'i1' }),
        makeInput({ id: 'i2', title: 'Quiz 2', maximum: '20' }),
      ],
    });
    const readings = new Map([
      ['i1', failed(new UpstreamFailed('upstream_timeout', 'No answer.'))],
      ['i2', read('40')],
    ]);
    expect(findAssessmentChange(rule, readings)).toMatchObject({ title: 'Quiz 2', now: '40' });
  });
});

describe('describeAssessmentChange', () => {
  const locales = readLocales();
  const wordsOf = (locale: string) => ({ t: locales.choose([locale]).t, locale });
  const change = { code: 'maximum_changed', title: 'Test 1', was: '20.5', now: '1000' } as const;

  it('writes numbers as its reader does', () => {
    const { reason, remedy } = describeAssessmentChange(wordsOf('de'), change);
    expect(reason).toContain('20,5');
    expect(reason).toContain('Test 1');
    expect(remedy).not.toBe('');
    expect(describeAssessmentChange(wordsOf('en'), change).reason).toContain('20.5');
  });

  it('has words for each kind of change, a count of one among them', () => {
    for (const each of [
      change,
      { code: 'assessment_gone', title: 'Test 1' },
      { code: 'many_fell', count: 1 },
      { code: 'many_fell', count: 12 },
    ] as const) {
      const { reason, remedy } = describeAssessmentChange(wordsOf('en'), each);
      expect(reason).not.toMatch(/awards\.drift|\{/);
      expect(remedy).not.toMatch(/awards\.drift|\{/);
      expect(remedy).toBe(wordsOf('en').t(`awards.drift.${each.code}.remedy`));
    }
    const many = describeAssessmentChange(wordsOf('en'), { code: 'many_fell', count: 12 });
    expect(many.reason).toContain('12');
  });
});
