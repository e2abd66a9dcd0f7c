import { describe, expect, it } from 'vitest';
import { createTestClock } from '../../../src/base/index.js';
import { activateBadge, holders as holdersOf } from '../../support/activate-badge.js';
import { ALL_CAPABILITIES } from '../../support/lms/moodle/web-service.js';
import { complete, track } from '../../support/lms/moodle/completion.js';
import type { Browser } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { laurel, open } from '../../support/use-course.js';
import { moodle, token, useMoodleCourse } from './use-moodle-course.js';

const MINUTE = 60_000;
const clock = createTestClock(new Date());
const later = (ms: number) => clock.advance(ms);

useMoodleCourse({ clock, learners: 6 });

const quiz = () => moodle.column('Quiz 1').column;
const essay = () => moodle.column('Assignment 1').column;
const done = (who: string, state: 1 | 2 | 3 = 1, column = quiz()) =>
  complete(moodle.course, column, moodle.person(who), { state, at: clock.now() });
const subOf = (who: string) => moodle.person(who).sub;

/** The rules that were made, by the names of their badges. */
const rules = new Map<string, string>();
const holders = (name: string) => holdersOf(rules.get(name));
async function activate(browser: Browser, words: string, name: string) {
  const made = await activateBadge(browser, words, { name });
  rules.set(name, made.ruleId);
  return made;
}

describe('completion in Moodle', () => {
  it('is offered once an activity is tracked, and says what is missing before', async () => {
    const { browser } = await open.enter('teacher');
    const before = textOf(await browser.get(`${laurel.url}/course/new`));
    expect(before).toContain('No activity of this course has completion tracking');
    track(moodle.course, quiz());
    track(moodle.course, essay(), true);
    later(11 * MINUTE);
    const page = await browser.get(`${laurel.url}/course/new`);
    expect(page.text).toContain('<span>Completed: “Quiz 1”');
    // The course has no conditions of its own.
    expect(page.text).not.toContain('The whole course completed');
  });

  it('names the functions and capabilities where the role lacks one', async () => {
    for (const missing of ['report/progress:view', 'report/completion:view']) {
      moodle.webServices.setCapabilities(
        token,
        ALL_CAPABILITIES.filter((each) => each !== missing),
      );
      const { browser } = await open.enter('teacher');
      for (const path of ['/course/new', '/course/sources']) {
        const text = textOf(await browser.get(`${laurel.url}${path}`));
        expect(text).toContain('Laurel may not read completion in Moodle');
        expect(text).toContain(missing);
        expect(text).toContain('core_completion_get_activities_completion_status');
      }
    }
    moodle.webServices.setCapabilities(token, ALL_CAPABILITIES);
  });

  it('earns when it comes, and the page and the trace say why not until then', async () => {
    done('learner1');
    const { browser } = await open.enter('teacher');
    const { looked, path } = await activate(browser, 'Completed: “Quiz 1”', 'Finisher');
    expect(textOf(looked)).toContain('1 of 7');
    await laurel.checks.check(open.course);
    expect(await holders('Finisher')).toEqual([subOf('learner1')]);
    const trace = async (who: string) =>
      textOf(await browser.get(`${laurel.url}${path}/learner?user=${subOf(who)}`));
    expect(await trace('learner2')).toContain('not complete yet');
    const mine = await open.enter('learner2');
    expect(textOf(await mine.browser.get(`${laurel.url}/my`))).toContain('Completed: “Quiz 1”');
    done('learner2', 2);
    later(2 * MINUTE);
    await laurel.checks.check(open.course);
    expect(await holders('Finisher')).toHaveLength(2);
    expect(await trace('learner2')).toContain('complete');
  });

  it('that a teacher unlocks again takes no badge: it is not judged, and not failed', async () => {
    complete(moodle.course, quiz(), moodle.person('learner1'), null);
    later(2 * MINUTE);
    await laurel.checks.check(open.course);
    expect(await holders('Finisher')).toHaveLength(2);
    const rows = await laurel.store.connection.collection('awards').find().toArray();
    expect(rows.filter((row) => row.fall)).toEqual([]);
  });

  it('with a failing grade counts only where passing is not asked for', async () => {
    const { browser } = await open.enter('teacher');
    done('learner3', 3);
    done('learner3', 3, essay());
    done('learner4', 2, essay());
    await activate(browser, 'Completed: “Assignment 1”', 'Passed');
    later(2 * MINUTE);
    await laurel.checks.check(open.course);
    expect(await holders('Passed')).toEqual([subOf('learner4')]);
    expect(await holders('Finisher')).toContain(subOf('learner3'));
  });

  it('of one who may not be seen is not known, and holds nobody else up', async () => {
    moodle.course.completion!.unseen.add(subOf('learner5'));
    done('learner5');
    done('learner6');
    later(2 * MINUTE);
    await laurel.checks.check(open.course);
    const now = await holders('Finisher');
    expect(now).toContain(subOf('learner6'));
    expect(now).not.toContain(subOf('learner5'));
    moodle.course.completion!.unseen.clear();
    later(2 * MINUTE);
    await laurel.checks.check(open.course);
    expect(await holders('Finisher')).toContain(subOf('learner5'));
  });

  it('of a non-editing teacher, whom the roster calls a learner, is none', async () => {
    done('nonediting');
    later(2 * MINUTE);
    await laurel.checks.check(open.course);
    expect(await holders('Finisher')).not.toContain(subOf('nonediting'));
  });

  it('of the whole course is an input where the course has conditions', async () => {
    moodle.course.completion!.hasCriteria = true;
    done('learner4');
    const { browser } = await open.enter('teacher');
    await activate(browser, 'The whole course completed', 'Graduate');
    await laurel.checks.check(open.course);
    expect(await holders('Graduate')).toEqual([subOf('learner4')]);
    const mine = await open.enter('learner2');
    const text = textOf(await mine.browser.get(`${laurel.url}/my`));
    expect(text).toContain('The whole course completed');
  });

  it('that is not tracked any more pauses its rule', async () => {
    moodle.course.completion!.activities.delete(quiz().moduleId);
    later(11 * MINUTE);
    await laurel.checks.check(open.course);
    expect(await holders('Finisher')).not.toHaveLength(0);
    const { browser } = await open.enter('teacher');
    expect(textOf(await browser.get(`${laurel.url}/course`))).toMatch(/Finisher.*(Paused|paused)/);
  });
});
