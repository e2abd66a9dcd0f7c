import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listJobs } from '../../../src/jobs.js';
import {
  indexesOf,
  listEarlierStores,
  openEarlierStore,
  startEarlierPlatforms,
  type EarlierLaurel,
  type EarlierPlatforms,
} from '../../support/earlier-store.js';
import { textOf } from '../../support/open-course.js';

interface StoredBadge {
  readonly _id: string;
  readonly json: string;
  readonly state: 'valid' | 'revoked' | 'suspended';
}

/** Whether this machine has the addresses that the Canvas-like platform was written with (a Mac has not). */
const hasCanvasAddresses = await new Promise<boolean>((done) => {
  const probe = createServer().once('error', () => done(false));
  probe.listen(0, '127.0.0.3', () => probe.close(() => done(true)));
});

it('there are stores of earlier versions to open', () => {
  expect(listEarlierStores()).not.toHaveLength(0);
});

describe.each(listEarlierStores())('the store that %s wrote', (name) => {
  let earlier: EarlierLaurel;
  let platforms: EarlierPlatforms;
  const collection = (of: string) => earlier.laurel.store.connection.collection(of);
  const badges = async () =>
    (await collection('credentials').find().toArray()) as unknown as StoredBadge[];
  const courseOf = (kind: 'moodle' | 'canvas') => ({
    platformId: earlier.written.platforms[kind],
    deploymentId: platforms[kind].tools[0]?.deploymentId ?? '',
    contextId: platforms[kind].course.contextId,
  });
  const at = (path: string) => `${earlier.written.publicUrl}${path}`;
  const page = async (path: string) =>
    (await earlier.fetch(at(path), { headers: { accept: 'text/html' } })).text();

  beforeAll(async () => {
    earlier = await openEarlierStore(name);
    // ltijs goes by the machine's clock: it has to be of the same hour as the store's.
    vi.useFakeTimers({ toFake: ['Date'], now: earlier.clock.now() });
    platforms = await startEarlierPlatforms(name, earlier);
  });
  afterAll(async () => {
    await platforms.close();
    await earlier.laurel.close();
    vi.useRealTimers();
  });

  it('holds every document that was written, in every collection that was used', async () => {
    const { counts } = earlier.written;
    const found = await Promise.all(
      Object.keys(counts).map(async (of) => [of, await collection(of).countDocuments()]),
    );
    expect(Object.fromEntries(found)).toEqual(counts);
  });

  it('has something in every collection that today’s models keep, but for those that came later', async () => {
    const { models } = earlier.laurel.store.connection;
    const today = Object.values(models).map((model) => model.collection.collectionName);
    const empty = today.filter((of) => (earlier.written.counts[of] ?? 0) === 0);
    expect([...new Set(empty)].sort()).toEqual(LATER[name]);
  });

  it('has today’s indexes, unique ones among them, and none of its own that nobody names', async () => {
    for (const model of Object.values(earlier.laurel.store.connection.models)) {
      const { toDrop, toCreate } = await model.diffIndexes();
      expect({ [model.modelName]: { toDrop, toCreate } }).toEqual({
        [model.modelName]: { toDrop: [], toCreate: [] },
      });
    }
    const now = await indexesOf(earlier.laurel.store);
    const added = [...now].flatMap(([of, names]) =>
      names.filter((each) => !earlier.indexesBefore.get(of)?.includes(each)),
    );
    expect(added).toEqual(expect.arrayContaining(ADDED[name] as string[]));
  });

  it('has badges that all verify, each in the state that it was left in', async () => {
    const stored = await badges();
    expect(stored).toHaveLength(earlier.written.counts['credentials'] ?? 0);
    const seen: Record<string, number> = {};
    for (const { _id, json, state } of stored) {
      const verification = await earlier.laurel.credentials.verify(json);
      const isValid = state === 'valid';
      expect({ _id, state: verification.state, verdict: verification.verdict }).toEqual({
        _id,
        state,
        verdict: isValid ? 'valid' : 'invalid',
      });
      const failed = verification.checks.filter(({ outcome }) => outcome === 'fail');
      expect(failed.map((check) => check.name)).toEqual(isValid ? [] : ['status']);
      seen[state] = (seen[state] ?? 0) + 1;
    }
    expect(Object.keys(seen).sort()).toEqual(['revoked', 'suspended', 'valid']);
  });

  it('opens its shared pages to strangers, with what they say of the badge', async () => {
    const { shared } = earlier.written;
    for (const whose of ['learner5', 'learner6', 'canvas learner5']) {
      const id = shared[whose] ?? '';
      const [badge] = (await badges()).filter(({ _id }) => _id === id);
      const signed = JSON.parse(badge?.json ?? '{}') as {
        credentialSubject: { achievement: { name: string } };
      };
      const shown = await page(`/credentials/${id}`);
      const { name } = signed.credentialSubject.achievement;
      expect(shown).toMatch(new RegExp(`<h1[^>]*><bdi>${name}</bdi></h1>`));
      expect(shown).toContain('The badge is exactly as it was signed.');
    }
    for (const state of ['revoked', 'suspended'] as const) {
      const answer = await earlier.fetch(at(`/credentials/${shared[state]}`), {
        headers: { accept: 'application/json' },
      });
      const verification = await earlier.laurel.credentials.verify(await answer.text());
      expect(verification.state).toBe(state);
    }
  });

  it.each(['moodle', 'canvas'] as const)(
    'lets an instructor of %s in, who finds the course’s badges and learners',
    async (kind) => {
      if (kind === 'canvas' && !hasCanvasAddresses) return;
      const { browser, page: landed } = await platforms.enter(kind, 'teacher');
      expect(landed.status, textOf(landed)).toBe(200);
      const names = {
        moodle: ['Networks', 'By web service', 'By mirror', 'By restriction', 'Paused', 'A draft'],
        canvas: ['Canvas column', 'Canvas API', 'Waits for approval'],
      }[kind];
      const course = await browser.get(at('/course'));
      for (const each of names) expect(textOf(course)).toContain(each);
      const { rules } = earlier.written;
      const rule = rules[kind === 'moodle' ? 'Networks' : 'Canvas column'] ?? '';
      const opened = await browser.get(at(`/course/badges/${rule}`));
      expect(opened.status).toBe(200);
      expect(textOf(opened)).toContain(platforms[kind].person('learner5').name);
      const edit = await browser.get(at(`/course/badges/${rule}/edit`));
      expect(edit.status).toBe(200);
      expect(edit.text).toContain('Pass the activity.');
    },
  );

  it('lets a draft be opened, as it was typed', async () => {
    const { browser } = await platforms.enter('moodle', 'teacher');
    const draft = await browser.get(
      at(`/course/drafts/${earlier.written.drafts['A draft'] ?? ''}`),
    );
    expect(draft.status).toBe(200);
    expect(draft.text).toContain('value="A draft"');
  });

  it.each(['moodle', 'canvas'] as const)(
    'lets a learner of %s in, who finds the badges they had',
    async (kind) => {
      if (kind === 'canvas' && !hasCanvasAddresses) return;
      const { browser, page: mine } = await platforms.enter(kind, 'learner5');
      expect(mine.status, textOf(mine)).toBe(200);
      const paths = new Set([...mine.text.matchAll(/\/my\/badges\/[\w-]+/g)].map(([path]) => path));
      expect(paths.size).toBeGreaterThanOrEqual(kind === 'moodle' ? 4 : 1);
      for (const path of paths) expect((await browser.get(at(path))).status).toBe(200);
      const settings = await browser.get(at('/my/settings'));
      if (kind === 'moodle') expect(settings.text).toContain('Countess');
    },
  );

  it.each(['moodle', 'canvas'] as const)(
    'issues nothing twice when the course on %s is looked at, and goes on issuing',
    async (kind) => {
      if (kind === 'canvas' && !hasCanvasAddresses) return;
      const { laurel, clock } = earlier;
      const before = await badges();
      for (let look = 0; look < 2; look += 1) {
        const outcome = await laurel.checks.check(courseOf(kind));
        expect(outcome).toMatchObject({ busy: false, granted: 0 });
        expect(outcome).not.toHaveProperty('failure');
      }
      const after = new Map((await badges()).map((badge) => [badge._id, badge]));
      expect(after.size).toBe(before.length);
      for (const badge of before) expect(after.get(badge._id)).toEqual(badge);

      // Somebody who had no grade passes now, an hour after the store was written.
      platforms[kind].setGrade('learner4', platforms[kind].tools[0]?.link.column ?? '', 95);
      const outcome = await laurel.checks.check(courseOf(kind));
      expect(outcome).toMatchObject({ busy: false });
      const fresh = (await badges()).filter(({ _id }) => !after.has(_id));
      expect(fresh.length).toBeGreaterThan(0);
      for (const { json } of fresh) {
        expect(await laurel.credentials.verify(json)).toMatchObject({ verdict: 'valid' });
        const { validFrom } = JSON.parse(json) as { validFrom: string };
        expect(new Date(validFrom).getTime()).toBeLessThanOrEqual(clock.now().getTime());
      }
    },
  );

  it('tells a learner of the mail that was sent before mail said whom it is about', async () => {
    const { browser } = await platforms.enter('moodle', 'learner6');
    const settings = await browser.get(at('/my/settings'));
    const told = await browser.submit(settings, {}, '/my/settings/export');
    const { mail } = JSON.parse(told.text) as { mail: { key: string }[] };
    expect(mail.map(({ key }) => key)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^award:/)]),
    );
  });

  it('keeps its recurring work under the names it had, once each', async () => {
    const { laurel } = earlier;
    const jobs = async () => (await collection('jobs').find().toArray()).map((job) => job['name']);
    const before = (await jobs()) as string[];
    listJobs(laurel);
    await laurel.work.start();
    await laurel.work.stop();
    const after = (await jobs()) as string[];
    for (const each of new Set(before)) {
      expect(after.filter((one) => one === each)).toHaveLength(
        before.filter((one) => one === each).length,
      );
    }
  });
});

/** Collections that came after each store was written. */
const LATER: Readonly<Record<string, readonly string[]>> = {
  '08aa6c4': [
    'achievementDrawings',
    'admin_steps',
    ...['api_requests', 'api_tokens'],
    ...['application_file_chunks', 'application_files', 'application_reviews'],
    ...['application_task_versions', 'application_tasks', 'applications'],
    'art_templates',
    'award_invitations',
    'award_job_rows',
    'award_jobs',
    'backpack_begun',
    'backpack_hosts',
    'backpack_links',
    'badge_uses',
    'bulk_jobs',
    'correction_requests',
    'course_digests',
    ...['endorsement_invitations', 'endorsements', 'endorsers'],
    'events',
    'home_addresses',
    'home_joins',
    'home_links',
    'home_profiles',
    ...['import_entries', 'import_reissues', 'imports'],
    'invitation_stops',
    ...['issuer_hosts', 'kept_badges', 'learner_records'],
    'limits',
    'mail_bounces',
    ...['oauth_access_tokens', 'oauth_apps', 'oauth_assertions', 'oauth_clients', 'oauth_grants'],
    ...['pathway_claims', 'pathway_dues', 'pathway_jobs', 'pathway_places', 'pathway_versions'],
    ...['pathway_walks', 'pathways'],
    ...['platform_uses', 'restrictions', 'roster_entries', 'roster_states'],
    ...['skill_frameworks', 'skill_load_parts', 'skill_loads', 'skills'],
    ...['successions', 'taxonomy_terms'],
    ...['webhook_deliveries', 'webhooks'],
  ],
};

/** Some of the indexes that today's version brings along. */
const ADDED: Readonly<Record<string, readonly string[]>> = {
  '08aa6c4': ['todo_1', 'nameKey_1', 'statusListId_1_changedAt_-1_changeId_-1'],
};
