import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from '../../support/lms/index.js';
import { openCourse, startLaurel, textOf } from '../../support/open-course.js';

const laurel = await startLaurel();
const TYPED = {
  name: 'Data analysis',
  canDo: 'summarise data',
  criteria: 'Pass the activity.',
  release: 'confirm',
};

describe('what a raised mark does to whom, where results were confirmed as released', () => {
  let open: Awaited<ReturnType<typeof openCourse>>;
  let browser: Browser;
  let rule = '';
  const grade = (name: string, value: number | null) => {
    open.platform.setGrade(name, open.tool.link.column!, value);
  };
  const raiseTo = async (value: string) => {
    const page = await browser.get(`${rule}/edit`);
    const [, key = ''] = /name="mark_(\w+)"/.exec(page.text) ?? [];
    return browser.submit(page, { [`mark_${key}`]: value, do: 'simulate' }, '/edit');
  };

  beforeAll(async () => {
    open = await openCourse('moodle', laurel);
    grade('learner1', 93);
    grade('learner2', 72);
    ({ browser } = await open.enter('teacher'));
    const page = await browser.get(`${laurel.url}/course/new`);
    const looked = await browser.submit(page, { ...TYPED, do: 'simulate' }, '/course/new');
    const active = await browser.submit(looked, { ...TYPED, do: 'activate' }, '/course/drafts/');
    rule = active.url.split('?')[0] ?? '';
    await browser.submit(active, {}, '/confirm');
    expect(await laurel.checks.check(open.course)).toMatchObject({ granted: 2 });
  });
  afterAll(() => open.platform.close());

  it('is computed from the new rule alone: 93 meets 85, 72 does not', async () => {
    const text = textOf(await raiseTo('85'));
    expect(text).toContain('0 would gain the badge.');
    expect(text).toContain('1 has it and would not meet the new rule.');
    expect(text).not.toContain('waiting for you to release results');
  });

  it('says of nobody without a grade that the new rule is not met', async () => {
    grade('learner2', null);
    expect(textOf(await raiseTo('85'))).toContain('0 have it and would not meet the new rule.');
    grade('learner2', 72);
  });

  it('keeps the confirmation when the mark is saved', async () => {
    const looked = await raiseTo('80');
    const [, key = ''] = /name="mark_(\w+)"/.exec(looked.text) ?? [];
    await browser.submit(looked, { [`mark_${key}`]: '80', do: 'activate' }, '/edit');
    const { platformId } = open.course;
    const saved = await laurel.store.connection.collection('rules').findOne({ platformId });
    expect(saved).toMatchObject({ inputs: [{ mark: { value: '80' } }] });
    expect(saved?.['release']).toMatchObject({ policy: 'confirm', confirmedAt: expect.any(Date) });
  });
});
