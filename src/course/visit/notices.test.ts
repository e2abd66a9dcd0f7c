import { describe, expect, it } from 'vitest';
import type { CourseCheck } from '../../checks/index.js';
import { readLocales } from '../../web/index.js';
import { checkNotice, isRestrictionDoubt } from './notices.js';

const at = new Date('2026-11-21T10:00:00Z');
const tenant = { platformId: 'p', deploymentId: 'd', contextId: 'c' };
const sound: CourseCheck = { tenant, nextAt: at, failures: 0, digests: {} };
const words = {
  t: (key: string, values: Readonly<Record<string, unknown>> = {}) =>
    [key, ...Object.values(values).map(String)].join(' '),
};
const failure = { at, code: 'restriction_lifted', message: 'Everybody can open it.' };
const waiting = {
  key: 'restricted 1',
  title: 'Quiz 1',
  ruleIds: ['r1'],
  failures: 1,
  nextAt: at,
  failure,
};
const nameOf = (userId: string) => `name of ${userId}`;
const textsOf = (check: CourseCheck | null, ruleId?: string) =>
  checkNotice(words, check, nameOf, ruleId).map(({ title, text }) => `${title} ${text ?? ''}`);

describe('checkNotice', () => {
  it('says nothing where all is well', () => {
    expect(textsOf(null)).toEqual([]);
    expect(textsOf(sound)).toEqual([]);
  });

  it('names the assessment that failed, to the badges that wait for it alone', () => {
    const check = { ...sound, inputFailures: [waiting] };
    expect(textsOf(check)[0]).toContain('awards.check.input Quiz 1');
    expect(textsOf(check)[0]).toContain('awards.check.inputText');
    expect(textsOf(check, 'r1')).toHaveLength(1);
    expect(textsOf(check, 'r2')).toEqual([]);
  });

  it('names the learners whose rows are odd, and that there are more', () => {
    const check = { ...sound, oddRows: [{ title: 'Quiz 1', count: 3, userIds: ['a', 'b'] }] };
    expect(textsOf(check, 'r2')).toEqual([
      'awards.check.odd Quiz 1 3 awards.check.oddText name of a, name of b …',
    ]);
  });

  it('says once that everything failed', () => {
    const check = { ...sound, failure, inputFailures: [waiting] };
    expect(textsOf(check)).toHaveLength(1);
    expect(textsOf(check)[0]).toContain('awards.check.failed');
  });

  it('says with it what can be done, where something can', () => {
    const { t } = readLocales().choose(['en']);
    const check = {
      ...sound,
      failure: { ...failure, code: 'mirror_above', values: { maximum: '100', activity: 'Quiz 1' } },
    };
    const [notice] = checkNotice({ t }, check, nameOf);
    expect(notice?.text).toContain('enter it again');
  });

  it('asks about a restriction whether the course or one assessment waits for it', () => {
    expect(isRestrictionDoubt({ ...sound, failure })).toBe(true);
    expect(isRestrictionDoubt({ ...sound, inputFailures: [waiting] })).toBe(true);
    expect(isRestrictionDoubt(sound)).toBe(false);
  });
});
