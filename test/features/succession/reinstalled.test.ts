import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBrowser } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { installWithBadge, recordsOf, reinstall, sure, type Installed } from './reinstalled.js';

let laurel: TestLaurel;
beforeAll(async () => {
  laurel = await startTestLaurel();
});
afterAll(() => laurel.close());

describe.each(['moodle', 'canvas'] as const)(
  'a tool that is installed anew at a %s-like platform',
  (kind) => {
    let open: Installed;
    let again: Awaited<ReturnType<typeof reinstall>>;
    let oldId = '';
    let before: Awaited<ReturnType<typeof recordsOf>>;

    beforeAll(async () => {
      open = await installWithBadge(kind, laurel);
      oldId = open.course.platformId;
      again = await reinstall(laurel, open);
      // People come in by the new one before anybody joins the two.
      await again.enter('teacher');
      await again.enter('learner1');
      await again.enter('learner3');
      const { deploymentId } = again.tool;
      const added = { platformId: again.platformId, deploymentId };
      const now = new Date();
      const rowsOf = (name: string) =>
        laurel.store.connection.collection<Record<string, unknown> & { _id: string }>(name);
      const counted = { day: now, kind: 'page', count: 2 };
      await rowsOf('platform_uses').insertOne({ _id: `${kind}/page`, ...added, ...counted });
      const template = { userId: null, name: 'House style', art: {}, createdAt: now };
      await rowsOf('art_templates').insertOne({ _id: `${kind}-look`, ...added, ...template });
      before = await recordsOf(laurel, oldId);
    });
    afterAll(() => open.platform.close());

    it('seems to have lost everything until it continues the old one', async () => {
      const { page } = await again.enter('learner1');
      expect(textOf(page)).not.toContain('Data analysis');
      expect(before['awards']).toHaveLength(1);
    });

    it('is shown before anything happens: who and what is in both', async () => {
      const wish = { freshId: again.platformId, oldId };
      const preview = await laurel.successions.preview(wish);
      // Whom the new one has met, the old one had met before: three visitors, and whom the roster told.
      const both = (await recordsOf(laurel, again.platformId))['people']?.length ?? 0;
      expect(both).toBeGreaterThanOrEqual(3);
      expect(preview).toMatchObject({
        pairs: [{ fresh: again.tool.deploymentId, old: open.tool.deploymentId }],
        left: [],
        courses: { both: 1, old: 0, fresh: 0 },
        people: { both, mismatched: 0 },
        doubts: [],
        twins: [],
        toChooseAgain: ['Data analysis'],
      });
      expect(preview.kept).toMatchObject({ awards: 1, rules: 1 });
      expect(preview.moving).toMatchObject({ awards: 0, rules: 0, lti_contexts: 1 });
      expect(await recordsOf(laurel, oldId)).toEqual(before);
    });

    it('is another question once something changed, and then nothing is done', async () => {
      const wish = { freshId: again.platformId, oldId };
      const consent = sure('of-something-else');
      await expect(laurel.successions.continue(wish, consent)).rejects.toMatchObject({
        code: 'continue_changed',
      });
      expect(await recordsOf(laurel, oldId)).toEqual(before);
    });

    it('goes on with courses, people and badges of the old one; nothing is there twice', async () => {
      const wish = { freshId: again.platformId, oldId };
      const { digest } = await laurel.successions.preview(wish);
      await laurel.successions.continue(wish, sure(digest));
      const left = await recordsOf(laurel, again.platformId);
      expect(Object.entries(left).filter(([, rows]) => rows.length > 0)).toEqual([]);
      const after = await recordsOf(laurel, oldId);
      const usersOf = (name: string) => after[name]!.map((row) => row['userId']).sort();
      const usersBefore = before['people']!.map((row) => row['userId']).sort();
      expect(usersOf('people')).toEqual(usersBefore);
      expect(new Set(usersOf('members')).size).toBe(after['members']!.length);
      expect(after['lti_contexts']).toHaveLength(1);
      expect(after['lti_resource_links']).toHaveLength(2);
      const { deploymentId } = open.tool;
      const kept = { platformId: oldId, deploymentId };
      expect(after['art_templates']).toMatchObject([{ _id: `${kind}-look`, ...kept }]);
      expect(after['platform_uses']).toMatchObject([{ _id: `${kind}/page`, count: 2, ...kept }]);
      for (const name of ['awards', 'rules', 'credentials', 'achievements', 'decisions'])
        expect(after[name], name).toEqual(before[name]);
      expect(after['lti_deployments']).toMatchObject([
        { deploymentId: open.tool.deploymentId, launchIds: [again.tool.deploymentId] },
      ]);
      const platform = await laurel.lti.platforms.find(oldId);
      expect(platform).toMatchObject({ clientId: again.tool.clientId, status: 'active' });
      const [noted] = await laurel.audit.list({ action: 'platform.continued', platformId: oldId });
      expect(noted).toMatchObject({
        actor: 'operator',
        details: { registration: again.platformId },
      });
    });

    it('leads whoever registered it on to every quiz, under the old one’s name', async () => {
      const ticket = laurel.lti.setUpTickets.issue(again.platformId);
      const page = await createBrowser().post(
        `${laurel.url}/register/grades`,
        { ticket },
        { origin: laurel.url },
      );
      expect(page.status, textOf(page)).toBe(200);
    });

    it('shows learners their badges again, and their pass gives no second one', async () => {
      const { page } = await again.enter('learner1');
      expect(page.status).toBe(200);
      expect(textOf(page)).toContain('Data analysis');
      await again.enter('teacher');
      await laurel.checks.check(open.course);
      const after = await recordsOf(laurel, oldId);
      expect(after['awards']).toHaveLength(1);
      expect(after['credentials']).toHaveLength(1);
    });

    it('reads the course by the new registration, and gives badges in it', async () => {
      const { page, browser } = await again.enter('teacher');
      expect(textOf(page)).toContain('Data analysis');
      const typed = { name: 'Second badge', canDo: 'x', criteria: 'y', release: 'immediately' };
      const empty = await browser.get(`${laurel.url}/course/new`);
      const looked = await browser.submit(empty, { ...typed, do: 'simulate' }, '/course/new');
      expect(textOf(looked)).toContain('Second badge');
      const roster = await laurel.grades.roster(open.course, undefined);
      expect(roster).not.toBeNull();
    });

    it('says of a column that only the old one may read whose it is, not that it is gone', async () => {
      await laurel.checks.check(open.course);
      const { page } = await again.enter('teacher');
      expect(textOf(page)).toContain('belongs to another registration of Laurel');
      expect(textOf(page)).not.toContain('no longer exists');
    });

    it('is not joined twice: saying it again changes nothing', async () => {
      const wish = { freshId: again.platformId, oldId };
      await expect(laurel.successions.preview(wish)).rejects.toMatchObject({
        code: 'continued_already',
      });
      const state = await recordsOf(laurel, oldId);
      await laurel.successions.finish();
      expect(await recordsOf(laurel, oldId)).toEqual(state);
    });

    it('opens no more by the old registration, which says so', async () => {
      const { page } = await open.enter('learner1').catch((error: unknown) => ({ page: error }));
      expect(JSON.stringify(page)).toContain('switched off');
    });
  },
);
