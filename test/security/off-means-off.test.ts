import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { personIdOf } from '../../src/people/index.js';
import { formsOf, type Browser } from '../support/lms/index.js';
import { issueTestBadge } from '../support/issue-test-badge.js';
import { openCourse } from '../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../support/start-test-laurel.js';

let laurel: TestLaurel;
let open: Awaited<ReturnType<typeof openCourse>>;
beforeAll(async () => {
  laurel = await startTestLaurel();
});
beforeEach(async () => {
  open = await openCourse('moodle', laurel);
  return () => open.platform.close();
});
afterAll(() => laurel.close());

const statusOf = async (browser: Browser, path: string) =>
  (await browser.get(`${laurel.url}${path}`)).status;
const rows = (collection: string, filter: object = {}) =>
  laurel.store.connection.collection(collection).countDocuments(filter);

describe('what is switched off', () => {
  it('ends the sessions of a platform at their next request, and for good', async () => {
    const { browser } = await open.enter('teacher');
    expect(await statusOf(browser, '/course')).toBe(200);
    await laurel.lti.platforms.change(open.course.platformId, { status: 'disabled' });
    expect(await statusOf(browser, '/course')).toBe(401);
    await laurel.lti.platforms.change(open.course.platformId, { status: 'active' });
    expect(await statusOf(browser, '/course')).toBe(401);
    expect(await statusOf((await open.enter('teacher')).browser, '/course')).toBe(200);
  });

  it('ends the sessions of a platform that was removed', async () => {
    const { browser } = await open.enter('learner1');
    await laurel.lti.platforms.remove(open.course.platformId);
    expect(await statusOf(browser, '/my')).toBe(401);
    expect(await statusOf(browser, '/my/settings')).toBe(401);
  });

  it.each(['refused', 'waiting'] as const)(
    'ends those of a deployment that is %s',
    async (status) => {
      const { browser } = await open.enter('learner1');
      const { platformId, deploymentId } = open.course;
      await laurel.lti.deployments.setStatus(platformId, deploymentId, status);
      expect(await statusOf(browser, '/my')).toBe(401);
    },
  );
});

describe('a role that is lost', () => {
  it('ends what a teacher’s earlier launch opened, elsewhere too, when a launch says learner', async () => {
    const { browser } = await open.enter('teacher');
    const colleague = await open.enter('nonediting');
    expect(await statusOf(browser, '/course')).toBe(200);
    Object.assign(open.platform.person('teacher'), { role: 'learner' });
    const again = await open.enter('teacher');
    expect(await statusOf(again.browser, '/my')).toBe(200);
    expect(await statusOf(again.browser, '/course')).toBe(403);
    expect(await statusOf(browser, '/course')).toBe(401);
    expect(await statusOf(browser, '/my/settings')).toBe(401);
    expect(await statusOf(colleague.browser, '/course')).toBe(200);
  });

  it('ends what an administrator’s earlier launch opened', async () => {
    const { browser } = await open.enter('admin');
    expect(await statusOf(browser, '/admin')).toBe(200);
    Object.assign(open.platform.person('admin'), { role: 'teacher' });
    const again = await open.enter('admin');
    expect(await statusOf(again.browser, '/course')).toBe(200);
    expect(await statusOf(browser, '/admin')).toBe(401);
  });

  it('leaves two visits with the same role as they are', async () => {
    const { browser } = await open.enter('teacher');
    await open.enter('teacher');
    expect(await statusOf(browser, '/course')).toBe(200);
  });

  it('is lost with the course: a teacher who left its roster is out at once, a learner still reaches their badges', async () => {
    const { browser } = await open.enter('teacher');
    const learner = await open.enter('learner1');
    const stays = await open.enter('learner2');
    await laurel.grades.roster(open.course);
    for (const who of ['teacher', 'learner1'])
      Object.assign(open.platform.person(who), { enrolled: false });
    await laurel.grades.roster(open.course, [], laurel.clock.now());
    expect(await statusOf(browser, '/course')).toBe(401);
    expect(await statusOf(learner.browser, '/my')).toBe(200);
    expect(await statusOf(stays.browser, '/my')).toBe(200);
  });
});

describe('signing out', () => {
  it('ends the visit in this browser and keeps nothing of it', async () => {
    const { browser } = await open.enter('teacher');
    const page = await browser.get(`${laurel.url}/course`);
    const before = await rows('sessions');
    const out = await browser.submit(page, {}, '/sign-out');
    expect(out.status).toBe(200);
    expect(out.text).toContain('You have signed out');
    expect(await rows('sessions')).toBe(before - 1);
    expect(await statusOf(browser, '/course')).toBe(401);
  });

  it('needs the token of the session', async () => {
    const { browser } = await open.enter('teacher');
    const answer = await browser.request(`${laurel.url}/sign-out`, {
      method: 'POST',
      headers: { origin: laurel.url },
    });
    expect(answer.status).toBe(403);
    expect(await statusOf(browser, '/course')).toBe(200);
  });
});

describe('erasing one’s data', () => {
  it('takes mail waiting and sent and every visit along, and says what stays and why', async () => {
    const { browser } = await open.enter('learner1');
    const elsewhere = await open.enter('learner1');
    const { platformId } = open.course;
    const sub = laurel.lti.visits;
    const userId = open.platform.person('learner1').sub;
    const personId = personIdOf(platformId, userId);
    const badge = await issueTestBadge(laurel, { personId });
    await laurel.people.askEmail(personId, 'ada@home.test');
    const letter = { to: 'ada@uni.test', view: 'badge-earned', model: { badge: 'x', course: 'y' } };
    await laurel.mail.enqueue({ ...letter, key: 'award:one', personId });
    await laurel.mail.enqueue({ ...letter, key: `award:${badge.awardId}` });
    await laurel.mail.enqueue({ ...letter, key: 'award:of-somebody-else' });
    await laurel.store.connection
      .collection('mails')
      .updateOne({ key: 'award:one' }, { $set: { state: 'sent' }, $unset: { sealed: 1 } });
    expect(await sub.read(platformId, userId)).toHaveLength(2);
    const told = (await laurel.people.exportData(personId)) as Record<string, unknown[]>;
    expect([told['visits']?.length, told['mail']?.length]).toEqual([2, 3]);

    const page = await browser.get(`${laurel.url}/my/settings`);
    expect(page.text).toContain('What stays: your badges as signed files');
    const form = formsOf(page).find(({ action }) => action.endsWith('/my/settings/erase'));
    expect(form).toBeDefined();
    const done = await browser.submit(page, { sure: 'yes' }, '/my/settings/erase');
    expect(done.text).toContain('Your personal data was erased.');
    const keys = (await laurel.mail.list()).map(({ key }) => key);
    expect(keys).toEqual(['award:of-somebody-else']);
    expect(await sub.read(platformId, userId)).toEqual([]);
    expect(await statusOf(elsewhere.browser, '/my')).toBe(401);
    const filters: [string, object][] = [
      ['mails', {}],
      ['sessions', { 'subject.platformId': platformId }],
      ...['people', 'members', 'lti_launches', 'lti_teachers'].map(
        (collection): [string, object] => [collection, { platformId }],
      ),
    ];
    const kept = filters.map(([collection, filter]) =>
      laurel.store.connection.collection(collection).find(filter).toArray(),
    );
    const everything = JSON.stringify(await Promise.all(kept));
    const { name, email } = open.platform.person('learner1');
    const found = [name, email, 'ada@home.test'].filter((each) => everything.includes(each));
    expect(found).toEqual([]);
  });
});
