import { describe, expect, it } from 'vitest';
import type { MoodleLike } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { laurel, open, useCourse } from '../../support/use-course.js';

useCourse('moodle');

const openForm = async () => {
  const { browser } = await open.enter('teacher');
  return { browser, page: await browser.get(`${laurel.url}/course/column`) };
};
const columns = () => open.platform.course.columns.map(({ name }) => name);

describe('a gradebook column for what is graded elsewhere', () => {
  it('is made in the gradebook, and then chosen for the badge', async () => {
    const { browser, page } = await openForm();
    const made = await browser.submit(page, { label: 'Oral exam', maximum: '12.5' }, '/column');
    expect(made.status).toBe(200);
    expect(textOf(made)).toContain('The gradebook column is there.');
    expect(made.text).toMatch(/name="use" value="\w+" checked><span>Oral exam</);
    expect(open.platform.course.columns.find(({ name }) => name === 'Oral exam')).toMatchObject({
      maximum: 12.5,
    });
    expect(await laurel.audit.list({ action: 'column.created' })).toHaveLength(1);
  });

  it.each([
    { label: ' ', maximum: '10' },
    { label: 'Portfolio', maximum: '0' },
    { label: 'Portfolio', maximum: 'many' },
  ])('is not made of %o: what was typed comes back beside its mistake', async (typed) => {
    const { browser, page } = await openForm();
    const before = columns();
    const wrong = await browser.submit(page, typed, '/column');
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain(`value="${typed.maximum}"`);
    expect(wrong.text).toContain('aria-invalid="true"');
    expect(columns()).toEqual(before);
  });

  it('is not made where the platform refuses, which is said in the form', async () => {
    const { browser, page } = await openForm();
    const platform = open.platform as MoodleLike;
    platform.faults.add({ kind: 'error500', match: 'lineitems' });
    const refused = await browser.submit(page, { label: 'Portfolio', maximum: '10' }, '/column');
    platform.faults.clear();
    expect(refused.status).toBe(502);
    expect(refused.text).toContain('value="Portfolio"');
    expect(columns()).not.toContain('Portfolio');
    expect(await laurel.audit.list({ action: 'column.created' })).toHaveLength(1);
  });

  it('is no learner’s to make', async () => {
    const { browser } = await open.enter('learner1');
    expect((await browser.get(`${laurel.url}/course/column`)).status).toBe(403);
  });
});
