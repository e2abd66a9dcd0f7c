import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCourse } from '../../support/open-course.js';
import type { MoodleLike } from '../../support/lms/index.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

let laurel: TestLaurel;
let open: Awaited<ReturnType<typeof openCourse>>;
let moodle: MoodleLike;
let time = Date.now();
const clock = { now: () => new Date(time) };
beforeAll(async () => {
  laurel = await startTestLaurel({ clock });
  open = await openCourse('moodle', laurel, { clock, learners: 3 });
  moodle = open.platform as MoodleLike;
});
afterAll(async () => {
  await open.platform.close();
  await laurel.close();
});

const holders = () =>
  laurel.store.connection.collection('awards').distinct('userId', { state: 'active' });

it('a suspended account earns nothing, by whatever source, and earns once it is not', async () => {
  const token = moodle.webServices.createToken();
  const admin = await open.enter('admin');
  const sources = await admin.browser.get(`${laurel.url}/course/sources`);
  await admin.browser.submit(sources, { token }, '/course/sources/moodle');
  // The tool's own column: plain LTI.
  for (const name of ['learner1', 'learner2']) moodle.setGrade(name, open.tool.link.column!, 90);
  moodle.person('learner2').isSuspended = true;
  // What was read when the token was given serves for ten minutes.
  time += 11 * 60_000;
  const { browser } = await open.enter('teacher');
  const page = await browser.get(`${laurel.url}/course/new`);
  const typed = { name: 'Pass', canDo: 'pass', criteria: 'Pass.', release: 'immediately' };
  const looked = await browser.submit(page, { ...typed, do: 'simulate' }, '/course/new');
  await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
  await laurel.checks.check(open.course);
  expect(await holders()).toEqual([moodle.person('learner1').sub]);
  moodle.person('learner2').isSuspended = false;
  time += 30 * 60_000;
  await laurel.checks.check(open.course);
  expect(await holders()).toHaveLength(2);
});

it('where Moodle does not tell of it, nobody is left out', async () => {
  const poor = moodle.webServices.createToken({
    functions: ['core_webservice_get_site_info', 'gradereport_user_get_grade_items'],
  });
  const admin = await open.enter('admin');
  const sources = await admin.browser.get(`${laurel.url}/course/sources`);
  await admin.browser.submit(sources, { token: poor }, '/course/sources/moodle');
  moodle.person('learner3').isSuspended = true;
  moodle.setGrade('learner3', open.tool.link.column!, 95);
  time += 30 * 60_000;
  await laurel.checks.check(open.course);
  expect(await holders()).toHaveLength(3);
});
