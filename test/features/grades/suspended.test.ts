import { expect, it } from 'vitest';
import { createTestClock } from '../../../src/base/index.js';
import { holders } from '../../support/activate-badge.js';
import { laurel, open } from '../../support/use-course.js';
import { connect, moodle, token, useMoodleCourse } from './use-moodle-course.js';

const clock = createTestClock(new Date());
useMoodleCourse({ clock, learners: 5 });

it('a suspended account earns nothing, by whatever source, and earns once it is not', async () => {
  // The tool's own column: plain LTI.
  for (const name of ['learner1', 'learner2']) moodle.setGrade(name, open.tool.link.column!, 90);
  moodle.person('learner2').isSuspended = true;
  // What was read when the token was given serves for ten minutes.
  clock.advance(11 * 60_000);
  const { browser } = await open.enter('teacher');
  const page = await browser.get(`${laurel.url}/course/new`);
  const typed = { name: 'Pass', canDo: 'pass', criteria: 'Pass.', release: 'immediately' };
  const looked = await browser.submit(page, { ...typed, do: 'simulate' }, '/course/new');
  await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
  await laurel.checks.check(open.course);
  expect(await holders()).toEqual([moodle.person('learner1').sub]);
  moodle.person('learner2').isSuspended = false;
  clock.advance(30 * 60_000);
  await laurel.checks.check(open.course);
  expect(await holders()).toHaveLength(2);
});

it('where Moodle does not tell of it, nobody is left out', async () => {
  const poor = moodle.webServices.createToken({
    functions: ['core_webservice_get_site_info', 'gradereport_user_get_grade_items'],
  });
  await connect(poor);
  moodle.person('learner3').isSuspended = true;
  moodle.setGrade('learner3', open.tool.link.column!, 95);
  clock.advance(30 * 60_000);
  await laurel.checks.check(open.course);
  expect(await holders()).toHaveLength(3);
});

it('an account that was suspended a moment ago earns nothing, though the roster was read before', async () => {
  await connect(token);
  const person = moodle.person('learner4');
  await laurel.checks.check(open.course);
  person.isSuspended = true;
  moodle.setGrade('learner4', open.tool.link.column!, 95);
  clock.advance(5_000);
  await laurel.checks.check(open.course);
  expect(await holders()).not.toContain(person.sub);
  // The same grade earns once the account is not suspended any more, though nothing else has changed.
  person.isSuspended = false;
  clock.advance(5_000);
  await laurel.checks.check(open.course);
  expect(await holders()).toContain(person.sub);
});

it('whose enrolment ended a minute ago earns nothing, while Moodle goes on telling the grade', async () => {
  const person = moodle.person('learner5');
  await laurel.checks.check(open.course);
  person.enrolled = false;
  moodle.setGrade('learner5', open.tool.link.column!, 95);
  clock.advance(61_000);
  await laurel.checks.check(open.course);
  expect(await holders()).not.toContain(person.sub);
  person.enrolled = true;
  clock.advance(61_000);
  await laurel.checks.check(open.course);
  expect(await holders()).toContain(person.sub);
});
