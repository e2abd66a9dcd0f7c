import { describe, expect, it } from 'vitest';
import { textOf } from '../../support/open-course.js';
import { columnOf, laurel, open, quiz, setFormula, useMirror } from './use-mirror.js';

useMirror();

const begin = async (typed: Record<string, string>) =>
  open.browser.submit(
    await open.browser.get(`${laurel.url}/course`),
    { ...typed, do: 'find' },
    '/course/new',
  );

describe('a quiz that is named on the course’s page', () => {
  it('leads to the column’s formula, and to a badge that asks for it with every default', async () => {
    const formula = await begin({ quizName: 'Quiz 1', quizMaximum: '20' });
    expect(textOf(formula)).toContain('Give the quiz an ID number');
    const [mirror] = await laurel.grades.mirrors.list(open.course);
    setFormula(columnOf(mirror!));
    open.platform.attempt('learner1', quiz, 15);
    const works = await open.browser.submit(formula, {}, '/read');
    expect(textOf(works)).toContain('1 would earn it');
    const done = await open.browser.submit(
      works,
      { canDo: 'read a chart', do: 'activate' },
      'drafts',
    );
    expect(textOf(done)).toContain('The badge is active');
    const [rule] = await laurel.rules.store.list(open.course);
    expect(rule).toMatchObject({
      state: 'active',
      inputs: [{ source: 'mirror', title: 'Quiz 1', mark: { kind: 'percent', value: '70' } }],
      release: { policy: 'confirm' },
      afterFall: { policy: 'ask' },
    });
  });

  it('is asked for again on the set-up page where its name or its maximum cannot be used', async () => {
    const refused = await begin({ quizName: ' ', quizMaximum: 'twenty' });
    expect(refused.status).toBe(422);
    expect(textOf(refused)).toContain('Type the name of the quiz');
    expect(textOf(refused)).toContain('Type a number above 0');
    expect(refused.text).toContain('value="twenty"');
    expect(await laurel.grades.mirrors.list(open.course)).toEqual([]);
  });
});
