import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Browser } from '../../support/lms/index.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { openCourse, textOf } from '../../support/open-course.js';

const TYPED = {
  name: 'Data analysis',
  canDo: 'summarise data',
  criteria: 'Pass the activity.',
  release: 'immediately',
};

async function look(laurel: TestLaurel, browser: Browser, changes: Record<string, string> = {}) {
  const page = await browser.get(`${laurel.url}/course/new`);
  return browser.submit(page, { ...TYPED, ...changes, do: 'simulate' }, '/course/new');
}

describe('an installation that names no issuer', () => {
  let laurel: TestLaurel;
  let open: Awaited<ReturnType<typeof openCourse>>;
  beforeAll(async () => {
    laurel = await startTestLaurel({ env: { ISSUER_NAME: '', ISSUER_URL: '' } });
    open = await openCourse('moodle', laurel);
  });
  afterAll(async () => {
    await open.platform.close();
    await laurel.close();
  });

  it('refuses to activate, says who can change that, and keeps the draft', async () => {
    const { browser } = await open.enter('teacher');
    const looked = await look(laurel, browser);
    expect(textOf(looked)).toContain('nobody is named as the issuer of badges');
    const refused = await browser.submit(looked, { ...TYPED, do: 'activate' }, '/course/drafts/');
    expect(refused.status).toBe(409);
    expect(textOf(refused)).toContain('Nobody is named yet as the issuer of badges.');
    expect(await laurel.store.connection.collection('rules').countDocuments()).toBe(0);
    const course = await browser.get(`${laurel.url}/course`);
    expect(textOf(course)).toContain('Data analysis');
  });
});

describe.each(['moodle', 'canvas'] as const)('looking before activating, in %s', (kind) => {
  let laurel: TestLaurel;
  let open: Awaited<ReturnType<typeof openCourse>>;
  const rules = () => laurel.store.connection.collection('rules').countDocuments();
  beforeAll(async () => {
    laurel = await startTestLaurel();
    open = await openCourse(kind, laurel);
    open.platform.setGrade('learner1', open.tool.link.column!, 90);
  });
  afterAll(async () => {
    await open.platform.close();
    await laurel.close();
  });

  it('lists nobody and offers no activation while something cannot be read', async () => {
    const { browser } = await open.enter('teacher');
    const page = await browser.get(`${laurel.url}/course/new`);
    open.platform.faults.add({ kind: 'error500', match: '/results' });
    const looked = await browser.submit(page, { ...TYPED, do: 'simulate' }, '/course/new');
    open.platform.faults.clear();
    expect(textOf(looked)).toContain('Something could not be read');
    expect(textOf(looked)).not.toContain('Earn it now');
    expect(textOf(looked)).not.toContain('No grade yet');
    expect(looked.text).not.toContain('value="activate"');
  });

  it('asks each way of reading once for what it offers, whatever the page answers', async () => {
    const { browser } = await open.enter('teacher');
    const page = await browser.get(`${laurel.url}/course/new`);
    const asked = vi.spyOn(laurel.grades, 'listAssessments');
    for (const changes of [{ do: 'simulate' }, { do: 'simulate', name: '' }]) {
      asked.mockClear();
      await browser.submit(page, { ...TYPED, ...changes }, '/course/new');
      expect(asked).toHaveBeenCalledTimes(1);
    }
    asked.mockRestore();
  });

  it('shows what changed since, and asks again', async () => {
    const { browser } = await open.enter('teacher');
    const looked = await look(laurel, browser);
    expect(textOf(looked)).toMatch(/1 of \d+ would pass today/);
    open.platform.setGrade('learner2', open.tool.link.column!, 80);
    const again = await browser.submit(looked, { ...TYPED, do: 'activate' }, '/course/drafts/');
    expect(textOf(again)).toContain('Grades have changed since you looked.');
    const name = open.platform.person('learner2').name;
    expect(textOf(again)).toContain('One more would pass now:');
    expect(again.text).toContain(name);
    expect(textOf(again)).toMatch(/2 of \d+ would pass today/);
    expect(await rules()).toBe(0);
    const active = await browser.submit(again, { ...TYPED, do: 'activate' }, '/course/drafts/');
    expect(active.url).toContain('/course/badges/');
    expect(await rules()).toBe(1);
  });

  it('says that a check is on its way until the first one, then what was found', async () => {
    const { browser } = await open.enter('teacher');
    const looked = await look(laurel, browser, { name: 'Another one' });
    const active = await browser.submit(looked, { ...TYPED, do: 'activate' }, '/course/drafts/');
    expect(textOf(active)).toContain('Check on its way');
    expect(textOf(active)).not.toContain('No grade');
    await laurel.checks.check(open.course);
    const found = textOf(await browser.get(active.url));
    expect(found).not.toContain('Check on its way');
    expect(found).toContain('No grade');
  });

  it('says so again once the results are confirmed as released, and looks for what was found by itself', async () => {
    const { browser } = await open.enter('teacher');
    const held = { name: 'Held back', release: 'confirm' };
    const looked = await look(laurel, browser, held);
    const active = await browser.submit(looked, { ...TYPED, ...held, do: 'activate' }, 'drafts/');
    await laurel.checks.check(open.course);
    const page = await browser.get(active.url);
    expect(textOf(page)).toContain('The instructor has to confirm');
    expect(page.text).toContain('data-poll=""');
    const confirmed = await browser.submit(page, {}, '/confirm');
    expect(textOf(confirmed)).not.toContain('The instructor has to confirm');
    expect(textOf(confirmed)).toContain('the grades are being read');
    expect(confirmed.text).toContain('data-poll="3"');
    await laurel.checks.check(open.course);
    const found = await browser.get(active.url);
    expect(textOf(found)).toContain('Meets the mark');
    expect(found.text).toContain('data-poll=""');
  });
});
