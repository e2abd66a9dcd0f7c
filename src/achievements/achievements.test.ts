import express, { type Express } from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAudit } from '../audit/index.js';
import { createLogger, createSealer, createTestClock, parseSettings } from '../base/index.js';
import { startTestStore, type TestStore } from '../store/index.js';
import { createWeb } from '../web/index.js';
import {
  assessQuality,
  achievementContent,
  createAchievements,
  type Achievements,
  type AchievementInput,
} from './index.js';

const course = { platformId: 'p1', deploymentId: 'd1', contextId: 'c1' };
const elsewhere = { ...course, contextId: 'c2' };
const input: AchievementInput = {
  name: 'Two samples',
  description: 'choose a fitting test',
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
let app: Express;

beforeAll(async () => {
  store = await startTestStore();
  const { connection } = store;
  const clock = createTestClock();
  const settings = parseSettings({ PUBLIC_URL: 'https://laurel.test' }, 'test');
  const log = createLogger('silent');
  const sealer = createSealer([new Uint8Array(32)]);
  const web = createWeb({ settings, log, clock, connection, sealer });
  const audit = createAudit({ connection, clock });
  achievements = createAchievements({ connection, clock, audit, settings, web });
  app = express();
  app.use(web.before, achievements.routes, web.after);
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

describe('the public page of an achievement', () => {
  const page = (path: string) => request(app).get(path).set('Accept', 'text/html');

  it('shows the newest version to a person and each version under its own address', async () => {
    const made = await achievements.create(course, { ...input, name: 'Old <name>' }, 'u1');
    await achievements.publish(course, made.id, 'u1');
    await achievements.newVersion(course, made.id, { ...input, name: 'New name' }, 'u1');
    const newest = await page(`/achievements/${made.id}`).expect(200);
    expect(newest.text).toContain('New name');
    expect(newest.text).toContain('<strong>70 %</strong>');
    const old = await page(`/achievements/${made.id}/versions/1`).expect(200);
    expect(old.text).toContain('Old &lt;name&gt;');
    expect(old.text).not.toContain('<name>');
  });

  it('gives a program JSON whose nested objects have their types (OB 3.0, B.1.2)', async () => {
    const made = await achievements.create(course, input, 'u1');
    await achievements.publish(course, made.id, 'u1');
    const res = await request(app).get(`/achievements/${made.id}/versions/1`).expect(200);
    expect(res.type).toBe('application/json');
    expect(res.body).toMatchObject({
      type: ['Achievement'],
      image: { type: 'Image' },
      alignment: [{ type: ['Alignment'] }, { type: ['Alignment'] }],
      resultDescription: [{ type: ['ResultDescription'] }, { type: ['ResultDescription'] }],
    });
  });

  it('does not find drafts, unknown versions or pictures of another kind', async () => {
    const draft = await achievements.create(course, input, 'u1');
    await page(`/achievements/${draft.id}`).expect(404);
    await achievements.publish(course, draft.id, 'u1');
    await page(`/achievements/${draft.id}/versions/2`).expect(404);
    await page(`/achievements/${draft.id}/versions/0x1`).expect(404);
    await page(`/achievements/${draft.id}/versions/1/image.gif`).expect(404);
  });

  it('serves its picture as SVG and PNG that run nothing', async () => {
    const made = await achievements.create(course, input, 'u1');
    await achievements.publish(course, made.id, 'u1');
    const path = `/achievements/${made.id}/versions/1/image`;
    const svg = await request(app).get(`${path}.svg`).expect(200);
    expect(svg.type).toBe('image/svg+xml');
    expect(svg.headers['content-security-policy']).toContain('sandbox');
    const png = await request(app).get(`${path}.png`).expect(200);
    expect((png.body as Buffer).subarray(1, 4).toString()).toBe('PNG');
    const drawn = await request(app).get('/achievements/art.svg?template=seal&text=%3Cscript%3E');
    expect(drawn.body.toString()).not.toContain('<script');
  });

  it('shows an uploaded picture', async () => {
    const drawing = '<svg viewBox="0 0 9 9"><path fill="#123456" d="M0 0h9v9z"/></svg>';
    const imageId = await achievements.addPicture(Buffer.from(drawing));
    const art = { kind: 'upload' as const, imageId };
    const made = await achievements.create(course, { ...input, art }, 'u1');
    const version = await achievements.publish(course, made.id, 'u1');
    expect((await achievements.draw(version, 'svg')).toString()).toContain('#123456');
    expect((await achievements.draw(version, 'png', 128)).readUInt32BE(16)).toBe(128);
    await request(app).get(`/achievements/pictures/${imageId}.png`).expect(200);
    await request(app).get('/achievements/pictures/unknown.png').expect(404);
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
