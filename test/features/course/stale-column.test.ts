import { describe, expect, it } from 'vitest';
import { createBrowser, launch } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { codes, laurel, makeWorking, open, useMirror } from './use-mirror.js';

useMirror();

/** An active badge of Quiz 1 at 60 %, whose column then waits for a recalculation. */
async function waitingBadge(): Promise<string> {
  const { mirror } = await makeWorking();
  expect(await codes(mirror)).toEqual([]);
  const page = await open.browser.get(`${laurel.url}/course/new`);
  const use = /name="use" value="(\w+)"[^>]*><span>Quiz 1</.exec(page.text)?.[1] ?? '';
  const fields = { use, [`mark_${use}`]: '60', canDo: 'read a chart', do: 'simulate' };
  const looked = await open.browser.submit(page, fields, '/course/new');
  const active = await open.browser.submit(looked, { ...fields, do: 'activate' }, 'drafts');
  expect(textOf(active)).toContain('The badge is active');
  await laurel.grades.mirrors.create(open.course, { activity: 'Quiz 2', maximum: '10' });
  expect(await codes(mirror)).toEqual(['mirror_stale']);
  return new URL(active.url).pathname;
}

describe('a badge whose column waits for a recalculation', () => {
  it('keeps what it asks for on the page that changes it, and says why it cannot be read', async () => {
    const badge = await waitingBadge();
    const edit = await open.browser.get(`${laurel.url}${badge}/edit`);
    const choice = /<input type="checkbox" name="use"[^>]*><span>Quiz 1</.exec(edit.text)?.[0];
    expect(choice).toContain(' checked');
    expect(choice).not.toContain('disabled');
    const looked = await open.browser.submit(edit, { do: 'simulate' }, '/edit');
    expect(looked.status).toBe(422);
    expect(textOf(looked)).toContain('Quiz 1: A column was made in this course');
    expect(textOf(looked)).not.toContain('Choose at least one');
    expect(looked.text).toMatch(/name="mark_\w+" value="60"/);
  });

  it('needs somebody once on the course’s page, whatever the last check came to', async () => {
    await waitingBadge();
    await laurel.checks.check(open.course);
    const desk = textOf(await open.browser.get(`${laurel.url}/course`));
    expect(desk).toContain('1 decision needs you');
    expect(desk).toContain('Nothing is decided from a column: A column was made in this course');
    // What to do about it stands where “Open the column” leads.
    expect(desk).not.toContain('Open the grader report in Moodle once');
  });

  it('is looked at anew for everybody once a learner’s visit made the platform calculate', async () => {
    await waitingBadge();
    const jobs = laurel.store.connection.collection('jobs');
    const visit = async (as: string) => {
      await jobs.deleteMany({});
      await launch(open.platform, { as, browser: createBrowser() });
      return jobs.countDocuments({ name: 'awards.check' });
    };
    expect(await visit('learner2')).toBe(1);
    expect(await visit('learner3')).toBe(0);
  });
});
