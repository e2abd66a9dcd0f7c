import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCourse, textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

let laurel: TestLaurel;
beforeAll(async () => {
  laurel = await startTestLaurel();
});
afterAll(() => laurel.close());

describe('the health page', () => {
  it('tells the last read, the queue and each failing course, of one’s own platform alone', async () => {
    const open = await openCourse('moodle', laurel);
    const other = await openCourse('canvas', laurel);
    afterAll(() => Promise.all([open.platform.close(), other.platform.close()]));
    const { browser } = await open.enter('teacher');
    const typed = { name: 'Health', canDo: 'stay well', criteria: 'Pass.', release: 'immediately' };
    const empty = await browser.get(`${laurel.url}/course/new`);
    const looked = await browser.submit(empty, { ...typed, do: 'simulate' }, '/course/new');
    await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');

    const seen = async (at: typeof open) => {
      const admin = await at.enter('admin');
      return textOf(await admin.browser.get(`${laurel.url}/admin`));
    };
    expect(await seen(open)).toMatch(/Courses waiting to be read one is due/);
    await laurel.checks.check(open.course);
    const well = await seen(open);
    expect(well).toContain('one course is watched, last read');
    expect(well).toMatch(/Courses that could not be read none/);

    open.platform.faults.add({ kind: 'html', match: '/results' });
    await laurel.checks.check(open.course);
    await laurel.checks.check(open.course);
    const ill = await seen(open);
    expect(ill).toContain('one course; it is tried again by itself');
    expect(ill).toContain('failed 2 times in a row');
    expect(ill).toContain(open.platform.course.title);
    const elsewhere = await seen(other);
    expect(elsewhere).toMatch(/Grades read no course yet/);
    expect(elsewhere).not.toContain('times in a row');

    open.platform.faults.clear();
    await laurel.checks.check(open.course);
    expect(await seen(open)).toMatch(/Courses that could not be read none/);
  });
});
