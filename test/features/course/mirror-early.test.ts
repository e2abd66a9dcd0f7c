import { describe, expect, it } from 'vitest';
import { textOf } from '../../support/open-course.js';
import { codes, clock, laurel, open, quiz, setFormula, columnOf, useMirror } from './use-mirror.js';

useMirror();

const QUIZ = { quizName: 'Quiz 1', quizMaximum: '20' };

/** The last screen of the walk, for a column that a draft asked for. */
async function beginAndWalk() {
  const { browser, course } = open;
  const blank = await browser.get(`${laurel.url}/course/new`);
  const first = await browser.submit(blank, { ...QUIZ, do: 'find' }, '/course/new');
  const [mirror] = await laurel.grades.mirrors.list(course);
  setFormula(columnOf(mirror!));
  const address = `${laurel.url}/course/mirror/${mirror!.id}`;
  const draft = new URL(first.url).searchParams.get('draft') ?? '';
  return { draft, mirror: mirror!, address, last: await browser.get(`${address}?step=see`) };
}

describe('a column for a quiz that nobody has taken yet', () => {
  it('finds the draft that it was made for again, which is called like the quiz', async () => {
    const { draft, mirror, address } = await beginAndWalk();
    expect(draft).toHaveLength(22);
    expect(await codes(mirror)).toEqual(['mirror_not_working_yet']);
    const page = await open.browser.get(address);
    expect(page.text).toContain(`name="draft" value="${draft}"`);
    const course = await open.browser.get(`${laurel.url}/course`);
    expect(course.text).toContain(`href="/course/mirror/${mirror.id}"`);
    const row = new RegExp(`/course/drafts/${draft}"[^>]*>Quiz 1<`);
    expect(course.text).toMatch(row);
  });

  it('lets the badge be set up before the first grade, and asks again with it', async () => {
    const { browser, platform } = open;
    const { draft: id, mirror, last } = await beginAndWalk();
    expect(textOf(last)).toContain('Has nobody been graded yet?');
    const goOn = { maximum: '20', goOn: '1', draft: id };
    const draft = await browser.submit(last, goOn, '/confirm');
    expect(draft.text).toMatch(/name="use" value="\w+" checked/);
    expect(textOf(draft)).toContain('Quiz 1: at least 70 %');
    const done = await browser.submit(draft, { canDo: 'read a chart', do: 'activate' }, 'drafts');
    expect(textOf(done)).toContain('The badge is active');
    clock.advance(2_000);
    platform.attempt('learner1', quiz, 18);
    expect(await codes(mirror)).toEqual(['mirror_first_grades']);
    const desk = await browser.get(`${laurel.url}/course`);
    expect(textOf(desk)).toContain('The first grades of “Quiz 1” have arrived');
    expect(desk.text).toContain(`href="/course/mirror/${mirror.id}"`);
    const asked = await browser.get(`${laurel.url}/course/mirror/${mirror.id}`);
    expect(asked.text).toMatch(/<details[^>]* open/);
    await browser.submit(asked, { maximum: '20' }, '/confirm');
    expect(await codes(mirror)).toEqual([]);
  });

  it('offers it on the last screen alone, and not where there are grades', async () => {
    const { address } = await beginAndWalk();
    expect(textOf(await open.browser.get(address))).not.toContain('Has nobody been graded yet?');
    open.platform.attempt('learner1', quiz, 18);
    clock.advance(2_000);
    const last = await open.browser.get(`${address}?step=see`);
    const looked = await open.browser.submit(last, {}, '/read');
    expect(textOf(looked)).not.toContain('Has nobody been graded yet?');
  });
});
