import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../grades/index.js';
import { readLocales } from '../../web/index.js';
import { makeRule, type SetUpForm } from '../../rules/index.js';
import { parsePlan } from './parse-plan.js';
import { assessmentKey, badgeKey, type Choices, type FormErrors } from './choices.js';
import { defaultForm, formOfRule } from './default-form.js';

const quiz: Assessment = {
  source: 'lti',
  id: 'https://lms.test/1',
  title: 'Quiz 1',
  maximum: '20',
  gradedAs: 'points',
  tellsRelease: false,
};
const essay: Assessment = {
  ...quiz,
  id: 'https://lms.test/2',
  title: 'Essay',
  gradedAs: 'letters',
  scheme: [
    { letter: 'A', from: '90' },
    { letter: 'B', from: '80' },
  ],
  tellsRelease: true,
};
const hidden: Assessment = {
  ...quiz,
  id: 'https://lms.test/3',
  title: 'Exam',
  obstacle: { code: 'x', reason: 'It cannot be read.', remedy: 'Ask.' },
};
const choices: Choices = {
  assessments: [hidden, quiz, essay],
  badges: [{ achievementId: 'lab', name: 'Lab' }],
};
const english = { t: readLocales().choose(['en']).t, locale: 'en' };
const key = assessmentKey(quiz);
const errorsOf = (form: SetUpForm): FormErrors => {
  const parsed = parsePlan(form, choices);
  return parsed.ok ? {} : parsed.errors;
};
const planOf = (form: SetUpForm) => {
  const parsed = parsePlan(form, choices);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.value;
};

describe('defaultForm', () => {
  it('is a rule as it stands: the first readable assessment at 70 %', () => {
    expect(planOf(defaultForm(choices))).toMatchObject({
      inputs: [{ assessmentId: quiz.id, mark: { kind: 'percent', value: '70' }, maximum: '20' }],
      combine: { kind: 'all' },
      compare: 'exact',
      afterFall: { policy: 'ask' },
      backfill: true,
    });
  });

  it('waits for a release where that can be read, else for the instructor', () => {
    expect(planOf(defaultForm(choices)).release).toEqual({ policy: 'confirm' });
    const readable = { assessments: [essay], badges: [] };
    const parsed = parsePlan(defaultForm(readable), readable);
    expect(parsed.ok && parsed.value.release).toEqual({ policy: 'released' });
  });
});

describe('parsePlan', () => {
  const form = defaultForm(choices);

  it.each([
    ['70', 'percent', 'percent'],
    ['69,5', 'percent', 'percent'],
    ['70 %', 'percent', 'percent'],
    ['14', 'points', 'points'],
  ])('takes a mark of %s %s', (mark, unit, kind) => {
    const plan = planOf({ ...form, [`mark_${key}`]: mark, [`unit_${key}`]: unit });
    expect(plan.inputs[0]).toMatchObject({ mark: { kind } });
  });

  it.each([
    ['', 'percent'],
    ['seventy', 'percent'],
    ['-1', 'percent'],
    ['4000', 'percent'],
    ['41', 'points'],
    ['1e9', 'points'],
  ])('refuses a mark of "%s" %s beside its field', (mark, unit) => {
    const typed = { ...form, [`mark_${key}`]: mark, [`unit_${key}`]: unit };
    expect(Object.keys(errorsOf(typed))).toEqual([`mark_${key}`]);
  });

  it('takes letters of the scheme and no others', () => {
    const essayKey = assessmentKey(essay);
    const letter = (text: string) => ({
      ...form,
      use: essayKey,
      [`unit_${essayKey}`]: 'letter',
      [`letter_${essayKey}`]: text,
    });
    expect(planOf(letter('B')).inputs[0]).toMatchObject({ mark: { kind: 'letter', letter: 'B' } });
    expect(errorsOf(letter('E'))).toHaveProperty(`mark_${essayKey}`);
  });

  it('refuses what cannot be read, what is gone, and nothing at all', () => {
    const { use } = errorsOf({ ...form, use: [assessmentKey(hidden)] });
    expect(use?.(english)).toContain('cannot be read');
    expect(errorsOf({ ...form, use: ['000000000000'] })).toHaveProperty('use');
    expect(errorsOf({ ...form, use: [] })).toHaveProperty('use');
  });

  it('takes another badge as an input, and n of m', () => {
    const plan = planOf({
      ...form,
      use: [key, badgeKey({ achievementId: 'lab' })],
      combine: 'atLeast',
      count: '2',
    });
    expect(plan.inputs[1]).toMatchObject({ kind: 'badge', achievementId: 'lab' });
    expect(plan.combine).toEqual({ kind: 'atLeast', count: 2 });
    expect(errorsOf({ ...form, combine: 'atLeast', count: '3' })).toHaveProperty('count');
  });

  it('does not wait for a release that it cannot read', () => {
    expect(errorsOf({ ...form, release: 'released' })).toHaveProperty('release');
    expect(errorsOf({ ...form, release: 'date', releaseAt: '' })).toHaveProperty('releaseAt');
    expect(planOf({ ...form, release: 'date', releaseAt: '2026-12-01' }).release).toEqual({
      policy: 'date',
      at: new Date('2026-12-01T00:00:00Z'),
    });
  });

  it('gives back from a rule the form that makes it', () => {
    const plan = planOf({ ...form, notBefore: '2026-12-01T10:30', afterFall: 'revoke' });
    const tenant = { platformId: 'p', deploymentId: 'd', contextId: 'c' };
    const more = { id: 'r', tenant, achievementId: 'a', achievementVersion: 1, revision: 1 };
    const again = planOf(formOfRule({ ...more, state: 'active', ...plan }));
    expect(again).toEqual(plan);
  });
});

describe('dates of a badge', () => {
  const dated = { ...defaultForm(choices), release: 'date', releaseAt: '2026-12-01T09:00' };

  it('are read on the clocks of the course, and shown on them again', () => {
    const plan = planOf({ ...dated, zone: 'Europe/Rome', notBefore: '2026-07-01T09:00' });
    expect(plan).toMatchObject({
      timeZone: 'Europe/Rome',
      release: { policy: 'date', at: new Date('2026-12-01T08:00:00Z') },
      notBefore: new Date('2026-07-01T07:00:00Z'),
    });
    expect(formOfRule(makeRule({ ...plan }))).toMatchObject({
      zone: 'Europe/Rome',
      releaseAt: '2026-12-01T09:00',
      notBefore: '2026-07-01T09:00',
    });
  });

  it('are in UTC where no zone, or none that is known, came with them', () => {
    for (const zone of [{}, { zone: 'UTC' }, { zone: 'Mars/Olympus' }]) {
      const plan = planOf({ ...dated, ...zone });
      expect(plan.release).toEqual({ policy: 'date', at: new Date('2026-12-01T09:00:00Z') });
      expect(plan).not.toHaveProperty('timeZone');
    }
  });
});
