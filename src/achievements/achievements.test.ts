import { describe, expect, it } from 'vitest';
import { achievementContent, assessQuality } from './index.js';
import { achievements, course, input, store, useAchievements } from './testing/use-achievements.js';

useAchievements();

const elsewhere = { ...course, contextId: 'c2' };

describe('an achievement', () => {
  it('begins as a draft', async () => {
    const made = await achievements.create(course, input, 'u1');
    expect(made).toMatchObject({ latestVersion: 0, revision: 1 });
    const [listed] = await achievements.list(course);
    expect(listed).toMatchObject({ id: made.id, content: { name: input.name } });
  });

  it('refuses a change that somebody else overtakes, and loses nothing of theirs', async () => {
    const made = await achievements.create(course, input, 'u1');
    const names = ['First', 'Second', 'Third', 'Fourth'];
    const saved = await Promise.allSettled(
      names.map((name) => achievements.newVersion(course, made.id, { ...input, name }, 'u1')),
    );
    for (const each of saved)
      if (each.status === 'rejected')
        expect(each.reason).toMatchObject({ code: 'achievement_changed', status: 409 });
    const kept = saved.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(kept.length).toBeGreaterThan(0);
    const versions = await achievements.listVersions(made.id);
    for (const { version, content } of kept)
      expect(versions.find((each) => each.version === version)?.content).toEqual(content);
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
    await expect(achievements.newVersion(elsewhere, id, input, 'u2')).rejects.toMatchObject(
      notFound,
    );
    expect((await achievements.list(elsewhere)).some((one) => one.id === id)).toBe(false);
  });
});

describe('an achievement in a badge (OB 3.0, B.1.2)', () => {
  it('names its version by IRI and keeps the required marks', async () => {
    const made = await achievements.create(course, input, 'u1');
    const badge = achievements.toOpenBadge(await achievements.publish(course, made.id, 'u1'));
    expect(badge.description).toBe('The earner can choose a fitting test.');
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

describe('assessQuality', () => {
  const content = (change: object = {}) => achievementContent.parse({ ...input, ...change });

  it('names first what weighs most, and rises with what is added', () => {
    const poor = assessQuality(
      content({ name: 'Quiz 3', description: 'Good.', criteria: 'Pass.', alignments: [] }),
    );
    expect(poor.hints[0]).toEqual({ code: 'canDo', field: 'description' });
    expect(poor.score).toBeLessThan(assessQuality(content()).score);
  });

  it('reaches 100 with everything, and asks no assessment of a participation', () => {
    const criteria = 'Reach 70 % in the supervised quiz at the end of the third chapter.';
    const next = [{ id: 'https://example.edu/next' }];
    const description = 'The earner can choose, compute and explain a test for two samples.';
    const all = { criteria, next, description, name: 'Two-sample tests', tags: ['a', 'b'] };
    expect(assessQuality(content(all))).toEqual({ score: 100, hints: [] });
    const took = { assessmentMethod: undefined, resultDescriptions: [] };
    const type = { achievementType: 'CertificateOfCompletion' };
    expect(assessQuality(content({ ...all, ...took, ...type })).score).toBe(100);
    expect(assessQuality(content({ ...all, ...took })).hints.map((one) => one.code)).toContain(
      'passMark',
    );
  });
});
