import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLocales } from '../../../src/web/index.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { openCourse, textOf } from '../../support/open-course.js';

const english = { t: readLocales().choose(['en']).t, locale: 'en' };
const TYPED = {
  name: 'Data analysis',
  canDo: 'clean and summarise data',
  criteria: 'Pass the activity.',
  release: 'immediately',
};
let laurel: TestLaurel;
beforeAll(async () => {
  laurel = await startTestLaurel();
});
afterAll(() => laurel.close());

describe.each(['moodle', 'canvas'] as const)('the badge policy of a %s-like platform', (kind) => {
  let open: Awaited<ReturnType<typeof openCourse>>;
  let ruleId = '';
  beforeAll(async () => {
    open = await openCourse(kind, laurel);
    open.platform.setGrade('learner1', open.tool.link.column!, 90);
  });
  afterAll(() => open.platform.close());
  const at = (path: string) => `${laurel.url}${path}`;
  const check = () => laurel.checks.check(open.course);

  /** Sets up a badge as far as its last button. */
  async function askFor(as: string) {
    const { browser } = await open.enter(as);
    const looked = await browser.submit(
      await browser.get(at('/course/new')),
      { ...TYPED, do: 'simulate' },
      '/course/new',
    );
    const sent = await browser.submit(looked, { ...TYPED, do: 'activate' }, '/course/drafts/');
    ruleId = /course\/badges\/([\w-]+)/.exec(sent.url)?.[1] ?? '';
    return { looked, sent };
  }

  it('lets administrators alone design where they keep it to themselves', async () => {
    const badgePolicy = { designers: 'administrators', needsApproval: false } as const;
    await laurel.lti.platforms.change(open.course.platformId, { badgePolicy });
    const { browser, page } = await open.enter('teacher');
    expect(page.text).not.toContain('href="/course/new"');
    const refused = await browser.get(at('/course/new'));
    expect(refused.status).toBe(403);
    expect(textOf(refused)).toContain('designed by its administrators');
    const admin = await open.enter('admin');
    expect((await admin.browser.get(at('/course/new'))).status).toBe(200);
  });

  it('holds a badge for approval, and says so', async () => {
    const badgePolicy = { designers: 'instructors', needsApproval: true } as const;
    await laurel.lti.platforms.change(open.course.platformId, { badgePolicy });
    const { looked, sent } = await askFor('teacher');
    expect(textOf(looked)).toContain('Ask for approval');
    expect(textOf(sent)).toContain('Waiting for approval by an administrator');
    await check();
    expect(
      await laurel.course.approvals.list({ platformId: open.course.platformId }, english),
    ).toHaveLength(1);
    expect(await laurel.course.approvals.list({ platformId: 'another platform' }, english)).toEqual(
      [],
    );
    const { page } = await open.enter('learner1');
    expect(textOf(page)).toContain('No badge yet');
  });

  it('is decided by administrators, not by instructors', async () => {
    const { browser } = await open.enter('teacher');
    expect((await browser.get(at('/admin/approvals'))).status).toBe(403);
    await expect(
      laurel.course.approvals.approve({ platformId: 'another platform' }, ruleId, 'operator'),
    ).rejects.toMatchObject({ status: 404 });
  });

  it('sends a badge back with a reason, which its instructor reads', async () => {
    const { browser } = await open.enter('admin');
    const list = await browser.get(at('/admin/approvals'));
    expect(textOf(list)).toContain('Data analysis');
    expect(textOf(list)).toContain(`Asked for by ${open.platform.person('teacher').name}`);
    const picture = /<img src="(\/achievements\/[^"]+\.png)"/.exec(list.text)?.[1] ?? '';
    expect((await browser.get(at(picture))).status).toBe(200);
    const path = `/admin/approvals/${ruleId}/send-back`;
    const wordless = await browser.submit(list, { reason: ' ' }, path);
    expect(wordless.status).toBe(422);
    const done = await browser.submit(wordless, { reason: 'Name the level.' }, path);
    expect(textOf(done)).toContain('The teacher is asked to change the badge.');
    const teacher = await open.enter('teacher');
    const draft = await teacher.browser.get(at(`/course/drafts/${ruleId}`));
    expect(textOf(draft)).toContain('Name the level.');
    const again = await teacher.browser.submit(draft, { do: 'simulate' }, '/course/drafts/');
    const sent = await teacher.browser.submit(again, { do: 'activate' }, '/course/drafts/');
    expect(textOf(sent)).toContain('Waiting for approval');
  });

  it('gives the badge once it is approved', async () => {
    const { browser } = await open.enter('admin');
    const list = await browser.get(at('/admin/approvals'));
    const done = await browser.submit(list, {}, `/admin/approvals/${ruleId}/approve`);
    expect(textOf(done)).toContain('The badge is active');
    expect(await check()).toMatchObject({ granted: 1 });
    const audit = await browser.get(at('/admin/audit'));
    expect(audit.text).toContain('rule.approved');
  });

  it('holds a change of an active badge too', async () => {
    const { browser } = await open.enter('teacher');
    const form = await browser.get(at(`/course/badges/${ruleId}/edit`));
    const looked = await browser.submit(form, { do: 'simulate' }, '/edit');
    const saved = await browser.submit(looked, { do: 'activate' }, '/edit');
    expect(textOf(saved)).toContain('Waiting for approval');
    open.platform.setGrade('learner2', open.tool.link.column!, 95);
    expect(await check()).toMatchObject({ granted: 0 });
    await laurel.course.approvals.approve(
      { platformId: open.course.platformId },
      ruleId,
      'operator',
    );
    expect(await check()).toMatchObject({ granted: 1 });
  });

  it('lets an administrator’s own badge begin at once', async () => {
    const { sent } = await askFor('admin');
    expect(textOf(sent)).toContain('The badge is active');
  });
});
