import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAudit } from '../audit/index.js';
import { createTestClock } from '../base/index.js';
import { startTestStore, type TestStore } from '../store/index.js';
import { createAchievements, type Achievements, type AchievementInput } from './index.js';

const course = { platformId: 'p1', deploymentId: 'd1', contextId: 'c1' };
const elsewhere = { ...course, contextId: 'c2' };
const input: AchievementInput = {
  name: 'Two samples',
  description: 'The earner can choose a fitting test.',
  criteria: 'Reach **70 %** in Quiz 3.',
  assessmentMethod: 'Supervised quiz',
  eqfLevel: 5,
  effortHours: 12,
  creditsAvailable: 0.5,
  tags: ['statistics'],
  alignments: [
    {
      framework: 'ESCO',
      targetName: 'apply statistical analysis techniques',
      targetUrl: 'http://data.europa.eu/esco/skill/0000',
    },
  ],
  resultDescriptions: [
    { id: 'quiz-3', name: 'Quiz 3', resultType: 'Percent', requiredValue: '70' },
    {
      id: 'talk',
      name: 'Talk',
      resultType: 'RubricCriterionLevel',
      rubricCriterionLevel: [{ id: 'good', name: 'Good', points: '2' }],
      requiredLevel: 'good',
    },
  ],
};

let store: TestStore;
let achievements: Achievements;

beforeAll(async () => {
  store = await startTestStore();
  const { connection } = store;
  const clock = createTestClock();
  achievements = createAchievements({
    connection,
    clock,
    audit: createAudit({ connection, clock }),
    settings: { publicUrl: 'https://laurel.test' },
  });
  await store.buildIndexes();
});
afterAll(() => store.close());

describe('an achievement', () => {
  it('begins as a draft and is edited in place', async () => {
    const made = await achievements.create(course, input, 'u1');
    expect(made).toMatchObject({ latestVersion: 0, revision: 1 });
    const saved = await achievements.saveDraft(course, made.id, { ...input, name: 'Three' }, 1);
    expect(saved).toMatchObject({ revision: 2, latestVersion: 0, draft: { name: 'Three' } });
    expect((await achievements.list(course)).find((one) => one.id === made.id)?.content.name).toBe(
      'Three',
    );
  });

  it('refuses a save against an older revision, and changes nothing', async () => {
    const made = await achievements.create(course, input, 'u1');
    await achievements.saveDraft(course, made.id, { ...input, name: 'First' }, 1);
    const late = achievements.saveDraft(course, made.id, { ...input, name: 'Second' }, 1);
    await expect(late).rejects.toMatchObject({ code: 'achievement_changed', status: 409 });
    expect((await achievements.get(made.id)).draft?.name).toBe('First');
  });

  it('is fixed by publishing; a change of meaning makes a new version and leaves the old', async () => {
    const made = await achievements.create(course, input, 'u1');
    const first = await achievements.publish(course, made.id, 'u1');
    expect(first.version).toBe(1);
    const second = await achievements.newVersion(
      course,
      made.id,
      { ...input, criteria: 'Reach 80 %.' },
      'u1',
    );
    expect(second.version).toBe(2);
    expect((await achievements.getVersion(made.id, 1)).content.criteria).toBe(input.criteria);
    expect(await achievements.get(made.id)).toMatchObject({ latestVersion: 2, draft: null });
  });

  it('makes no version where nothing changed', async () => {
    const made = await achievements.create(course, input, 'u1');
    await achievements.publish(course, made.id, 'u1');
    const again = await achievements.newVersion(course, made.id, { ...input }, 'u1');
    expect(again.version).toBe(1);
    expect(await achievements.listVersions(made.id)).toHaveLength(1);
  });

  it('is published once by two workers at it, and after a crash between the steps', async () => {
    const made = await achievements.create(course, input, 'u1');
    const both = await Promise.all([1, 2].map(() => achievements.publish(course, made.id, 'u1')));
    expect(both.map((one) => one.version)).toEqual([1, 1]);
    // A worker that died after the version was made and before the achievement knew of it.
    await store.connection
      .collection<{ _id: string }>('achievements')
      .updateOne({ _id: made.id }, { $set: { latestVersion: 0, draft: both[0]?.content } });
    expect((await achievements.publish(course, made.id, 'u1')).version).toBe(1);
    expect(await achievements.listVersions(made.id)).toHaveLength(1);
  });

  it('is not found from another course', async () => {
    const made = await achievements.create(course, input, 'u1');
    const notFound = { code: 'achievement_unknown', status: 404 };
    const { id } = made;
    await expect(achievements.getOwn(elsewhere, id)).rejects.toMatchObject(notFound);
    await expect(achievements.publish(elsewhere, id, 'u2')).rejects.toMatchObject(notFound);
    await expect(achievements.saveDraft(elsewhere, id, input, 1)).rejects.toMatchObject(notFound);
    expect((await achievements.list(elsewhere)).some((one) => one.id === id)).toBe(false);
  });
});

describe('an achievement in a badge (OB 3.0, B.1.2)', () => {
  it('names its version by IRI and keeps the required marks', async () => {
    const made = await achievements.create(course, input, 'u1');
    const badge = achievements.toOpenBadge(await achievements.publish(course, made.id, 'u1'));
    const url = `https://laurel.test/achievements/${made.id}/versions/1`;
    expect(badge).toMatchObject({
      id: url,
      version: '1',
      achievementType: 'MicroCredential',
      image: { id: `${url}/image.png`, caption: 'Badge: Two samples' },
      creditsAvailable: 0.5,
      resultDescription: [
        { id: `${url}#quiz-3`, resultType: 'Percent', requiredValue: '70' },
        {
          requiredLevel: `${url}#talk-good`,
          rubricCriterionLevel: [{ id: `${url}#talk-good`, type: ['RubricCriterionLevel'] }],
        },
      ],
    });
    expect(badge.criteria.narrative).toContain('**Assessment:** Supervised quiz');
    expect(badge.criteria.narrative).toContain('**Effort:** about 12 hours');
    expect(badge.alignment?.map((one) => one.targetName)).toEqual([
      'apply statistical analysis techniques',
      'EQF level 5',
    ]);
    expect(badge).not.toHaveProperty('related');
  });

  it('refuses content that a badge could not carry', async () => {
    const create = (change: object) => achievements.create(course, { ...input, ...change }, 'u1');
    await expect(create({ name: '' })).rejects.toThrow();
    await expect(create({ achievementType: 'Medal' })).rejects.toThrow();
    await expect(create({ criteriaUrl: 'javascript:alert(1)' })).rejects.toThrow();
    await expect(create({ eqfLevel: 9 })).rejects.toThrow();
    await expect(create({ achievementType: 'ext:Medal' })).resolves.toBeDefined();
  });
});
