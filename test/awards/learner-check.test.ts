import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestLaurel, type TestLaurel } from '../start-test-laurel.js';
import { openCourse, textOf } from './open-course.js';

const TYPED = { name: 'Data analysis', canDo: 'sort data', criteria: 'Pass.' };
const READ = 'The grades were read just now';

let laurel: TestLaurel;
let open: Awaited<ReturnType<typeof openCourse>>;
beforeAll(async () => {
  laurel = await startTestLaurel();
  open = await openCourse('moodle', laurel);
  const typed = { ...TYPED, release: 'immediately' };
  const { browser } = await open.enter('teacher');
  const empty = await browser.get(`${laurel.url}/course/new`);
  const looked = await browser.submit(empty, { ...typed, do: 'simulate' }, '/course/new');
  await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
});
afterAll(async () => {
  await open.platform.close();
  await laurel.close();
});

describe('a learner’s “Check now”', () => {
  const checkNow = async () => {
    const { browser } = await open.enter('learner5');
    const mine = await browser.get(`${laurel.url}/my`);
    return textOf(await browser.submit(mine, {}, '/my/check'));
  };

  it('says that the grades were read when they were', async () => {
    expect(await checkNow()).toContain(READ);
  });

  it('does not say so when the gradebook could not be read, but that it could not', async () => {
    open.platform.faults.add({ kind: 'error500', match: '/results' });
    const text = await checkNow();
    open.platform.faults.clear();
    expect(text).not.toContain(READ);
    expect(text).toContain(
      'The gradebook could not be read just now. What stands here is what was read before.',
    );
  });
});
