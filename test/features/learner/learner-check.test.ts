import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestClock } from '../../../src/base/index.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { openCourse, textOf } from '../../support/open-course.js';

const TYPED = { name: 'Data analysis', canDo: 'sort data', criteria: 'Pass.' };
const READ = 'The grades were read just now';

const clock = createTestClock(new Date());
let laurel: TestLaurel;
let open: Awaited<ReturnType<typeof openCourse>>;
beforeAll(async () => {
  laurel = await startTestLaurel({ clock });
  open = await openCourse('moodle', laurel, { clock });
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
    expect(text).toContain('Your grades could not be read at the last try.');
  });

  it('says on every visit that the last look was in vain and from when the page is, until one is not', async () => {
    open.platform.faults.add({ kind: 'disconnect', match: '/results' });
    await checkNow();
    const { browser } = await open.enter('learner6');
    const text = textOf(await browser.get(`${laurel.url}/my`));
    expect(text).toContain('Your grades could not be read at the last try.');
    expect(text).toContain('Cannot be told yet: the grades could not be read.');
    expect(text).not.toContain('No grade yet');
    expect(text).toMatch(/(What stands here was read .+ ago|Nothing has been read in this course)/);
    open.platform.faults.clear();
    expect(await checkNow()).toContain(READ);
    expect(textOf(await browser.get(`${laurel.url}/my`))).not.toContain('could not be read');
  });

  it('decides nothing for somebody who has left the course a minute ago, and says why', async () => {
    const { platform } = open;
    const check = async (name: string) => {
      const { browser } = await open.enter(name);
      const mine = await browser.get(`${laurel.url}/my`);
      return async () => textOf(await browser.submit(mine, {}, '/my/check'));
    };
    const awardsOf = (name: string) =>
      laurel.store.connection
        .collection('awards')
        .countDocuments({ userId: platform.person(name).sub, state: 'active' });
    const [leaver, stayer] = [await check('learner7'), await check('learner8')];
    for (const name of ['learner7', 'learner8']) {
      platform.setGrade(name, open.tool.link.column!, 95);
    }
    const { people } = platform.course;
    people.splice(people.indexOf(platform.person('learner7')), 1);
    clock.advance(60_000);
    expect(await leaver()).toContain('The course does not list you as a learner just now.');
    expect(await stayer()).toContain(READ);
    expect([await awardsOf('learner7'), await awardsOf('learner8')]).toEqual([0, 1]);
  });
});
