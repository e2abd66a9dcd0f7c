import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, CanvasLike } from '../../support/lms/index.js';
import { openCourse, textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

let laurel: TestLaurel;
let open: Awaited<ReturnType<typeof openCourse>>;
let canvas: CanvasLike;
let time = Date.now();
const clock = { now: () => new Date(time) };
const later = (minutes: number) => (time += minutes * 60_000);
let key: ReturnType<CanvasLike['oauth']['registerKey']>;

beforeAll(async () => {
  laurel = await startTestLaurel({
    clock,
    pause: (ms) => Promise.resolve(void (time += ms)),
  });
  open = await openCourse('canvas', laurel, { clock, learners: 4 });
  canvas = open.platform as CanvasLike;
  key = canvas.oauth.registerKey({
    redirectUris: [`${laurel.url}/course/sources/canvas/callback`],
  });
  const admin = await open.enter('admin');
  const page = await admin.browser.get(`${laurel.url}/course/sources`);
  const { clientId, clientSecret } = key;
  const filled = { apiUrl: canvas.baseUrl, clientId, clientSecret };
  await admin.browser.submit(page, filled, '/course/sources/canvas/key');
  const { browser } = await open.enter('teacher');
  await authorise(browser);
  const module = (id: string, name: string, more: object = {}) => ({
    id,
    name,
    published: true,
    hasRequirements: true,
    done: new Map<string, Date>(),
    ...more,
  });
  canvas.course.modules = [
    module('71', 'Week 1'),
    module('72', 'Reading list', { hasRequirements: false }),
    module('73', 'Week 2', { published: false }),
  ];
});
afterAll(async () => {
  await open.platform.close();
  await laurel.close();
});

async function authorise(browser: Browser) {
  const sources = await browser.get(`${laurel.url}/course/sources`);
  const asked = await browser.submit(sources, {}, '/course/sources/canvas/authorise');
  const href = /href="([^"]+\/login\/oauth2\/auth[^"]+)"/.exec(asked.text)?.[1] ?? '';
  const consent = await browser.get(href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='));
  await browser.submit(consent, {}, '/login/oauth2/accept');
}
const holders = () =>
  laurel.store.connection.collection('awards').distinct('userId', { state: 'active' });
const keyOf = (html: string, words: string) =>
  new RegExp(`name="use" value="([^"]+)"[^>]*><span>${words}`).exec(html)?.[1] ?? '';
const finish = (who: string) =>
  canvas.course.modules![0]!.done.set(canvas.person(who).id, clock.now());

it('modules are offered, and greyed where completing them proves nothing or nobody can', async () => {
  const { browser } = await open.enter('teacher');
  const page = await browser.get(`${laurel.url}/course/new`);
  expect(page.text).toMatch(/value="\w+"><span>Module completed: “Week 1”/);
  expect(page.text).toMatch(/value="\w+" disabled><span>Module completed: “Reading list”/);
  expect(page.text).toMatch(/value="\w+" disabled><span>Module completed: “Week 2”/);
  expect(textOf(page)).toContain('has no completion requirements');
  expect(textOf(page)).toContain('This module is not published in Canvas');
});

it('a badge comes when the module is completed, and until then it is said why not', async () => {
  finish('learner1');
  const { browser } = await open.enter('teacher');
  const page = await browser.get(`${laurel.url}/course/new`);
  const use = keyOf(page.text, 'Module completed: “Week 1”');
  const typed = { use, release: 'immediately', name: 'Week', canDo: 'do', criteria: 'Finish it.' };
  const looked = await browser.submit(page, { ...typed, do: 'simulate' }, '/course/new');
  expect(textOf(looked)).toContain('1 of 4');
  const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
  const path = new URL(active.url).pathname;
  await laurel.checks.check(open.course);
  expect(await holders()).toEqual([canvas.person('learner1').sub]);
  const trace = async () => {
    const { sub } = canvas.person('learner2');
    return textOf(await browser.get(`${laurel.url}${path}/learner?user=${sub}`));
  };
  expect(await trace()).toContain('not complete yet');
  const mine = await open.enter('learner2');
  expect(textOf(await mine.browser.get(`${laurel.url}/my`))).toContain(
    'Module completed: “Week 1”',
  );
  finish('learner2');
  later(2);
  await laurel.checks.check(open.course);
  expect(await holders()).toHaveLength(2);
});

it('a learner’s own check reads their modules alone', async () => {
  const { browser } = await open.enter('learner3');
  finish('learner3');
  later(2);
  const before = canvas.requests.length;
  await browser.submit(await browser.get(`${laurel.url}/my`), {}, '/my/check');
  const asked = canvas.requests
    .slice(before)
    .filter(({ path, query }) => path.endsWith('/modules') && 'student_id' in query);
  expect(new Set(asked.map(({ query }) => query.student_id))).toEqual(
    new Set([canvas.person('learner3').id]),
  );
  expect(await holders()).toContain(canvas.person('learner3').sub);
});

it('that is gone pauses its rule; that is unpublished again decides nothing', async () => {
  const [week] = canvas.course.modules!;
  week!.published = false;
  later(2);
  await laurel.checks.check(open.course);
  const { browser } = await open.enter('teacher');
  const course = async () => textOf(await browser.get(`${laurel.url}/course`));
  expect(await course()).not.toMatch(/Paused/);
  canvas.course.modules!.shift();
  later(2);
  await laurel.checks.check(open.course);
  expect(await course()).toMatch(/Paused|paused/);
  expect(await holders()).toHaveLength(3);
});
