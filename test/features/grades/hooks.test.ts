import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CanvasLike, MoodleLike } from '../../support/lms/index.js';
import { openCourse } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

let time = Date.now();
const clock = { now: () => new Date(time) };
let laurel: TestLaurel;
beforeAll(async () => {
  laurel = await startTestLaurel({ clock });
});
afterAll(() => laurel.close());

type Open = Awaited<ReturnType<typeof openCourse>>;

/** An active rule on the tool's own column, so that there is something to look at. */
async function activate({ enter, tool, platform }: Open): Promise<void> {
  platform.setGrade('learner1', tool.link.column!, 10);
  const { browser } = await enter('teacher');
  const page = await browser.get(`${laurel.url}/course/new`);
  const use = /name="use" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const typed = {
    use,
    [`mark_${use}`]: '70',
    [`unit_${use}`]: 'percent',
    release: 'immediately',
    name: 'Badge',
    canDo: 'do it',
    criteria: 'Pass.',
  };
  const looked = await browser.submit(page, { ...typed, do: 'simulate' }, '/course/new');
  const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
  expect(active.url).toContain('/course/badges/');
}

/** When the course is looked at next, after a check has put it off. */
const checkRow = async ({ course }: Open) =>
  laurel.store.connection
    .collection('course_checks')
    .findOne({ platformId: course.platformId, contextId: course.contextId });
async function putOff(open: Open): Promise<void> {
  await laurel.checks.check(open.course);
  time += 1_000;
  expect((await checkRow(open))?.['nextAt'].getTime()).toBeGreaterThan(time);
}
const isDue = async (open: Open) => (await checkRow(open))?.['nextAt'].getTime() <= time;

describe('the webhook for Moodle’s events', () => {
  let open: Open;
  let moodle: MoodleLike;
  let secret = '';
  let url = '';
  beforeAll(async () => {
    open = await openCourse('moodle', laurel, { clock });
    moodle = open.platform as MoodleLike;
    url = `${laurel.url}/hooks/moodle/${open.course.platformId}`;
    await activate(open);
  });
  afterAll(() => moodle.close());
  const what = () => ({ secret, user: 'learner1', column: open.tool.link.column! });
  const body = () =>
    JSON.stringify({ eventname: '\\core\\event\\user_graded', courseid: Number(moodle.course.id) });
  function send(seconds: number, text = body(), signed = text) {
    const v1 = createHmac('sha256', secret).update(`${seconds}.${signed}`).digest('hex');
    const headers = { 'x-signature': `t=${seconds},v1=${v1}`, 'content-type': 'application/json' };
    return fetch(url, { method: 'POST', headers, body: text });
  }
  const now = () => Math.floor(time / 1000);

  it('is closed until an administrator makes its secret, which is shown once', async () => {
    expect((await moodle.sendUserGraded(url, { ...what(), secret: 'guess' })).status).toBe(401);
    const { browser } = await open.enter('admin');
    const page = await browser.get(`${laurel.url}/course/sources`);
    const shown = await browser.submit(page, {}, '/course/sources/hooks/moodle');
    secret = /id="hook-secret"[^>]*>([\w-]{43})</.exec(shown.text)?.[1] ?? '';
    expect(secret).not.toBe('');
    expect((await browser.get(`${laurel.url}/course/sources`)).text).not.toContain(secret);
  });

  it('makes Laurel look sooner, and reads no grade out of the message', async () => {
    await putOff(open);
    expect(await isDue(open)).toBe(false);
    expect((await moodle.sendUserGraded(url, what())).status).toBe(202);
    expect(await isDue(open)).toBe(true);
    expect(await laurel.checks.check(open.course)).toMatchObject({ granted: 0 });
  });

  it('refuses a changed body, a wrong secret, an old message and one from the future; takes one in time', async () => {
    await putOff(open);
    expect((await send(now(), body(), `${body()} `)).status).toBe(401);
    expect((await moodle.sendUserGraded(url, { ...what(), secret: 'other' })).status).toBe(401);
    expect((await send(now() - 301)).status).toBe(401);
    expect((await send(now() + 302)).status).toBe(401);
    expect((await fetch(url, { method: 'POST', body: body() })).status).toBe(401);
    expect(await isDue(open)).toBe(false);
    expect((await send(now() - 299)).status).toBe(202);
    expect(await isDue(open)).toBe(true);
  });

  it('takes a message once', async () => {
    expect((await send(now() - 10)).status).toBe(202);
    expect((await send(now() - 10)).status).toBe(409);
  });
});

describe('the address for Canvas’s Live Events', () => {
  let open: Open;
  let canvas: CanvasLike;
  let url = '';
  beforeAll(async () => {
    open = await openCourse('canvas', laurel, { clock });
    canvas = open.platform as CanvasLike;
    url = `${laurel.url}/hooks/canvas/${open.course.platformId}`;
    await activate(open);
  });
  afterAll(() => canvas.close());
  const what = () => ({ user: 'learner1', column: open.tool.link.column! });

  it('is closed until an administrator opens it', async () => {
    expect((await canvas.sendGradeChange(url, what())).status).toBe(401);
    const { browser } = await open.enter('admin');
    const page = await browser.get(`${laurel.url}/course/sources`);
    const jwksUrl = canvas.liveEventsJwksUrl;
    const done = await browser.submit(page, { jwksUrl }, '/course/sources/hooks/canvas');
    expect(done.url).toContain('done=hook');
  });

  it('takes a signed event, and looks sooner', async () => {
    await putOff(open);
    expect((await canvas.sendGradeChange(url, what())).status).toBe(202);
    expect(await isDue(open)).toBe(true);
  });

  it('refuses what is unsigned, signed by others, or old', async () => {
    await putOff(open);
    for (const signWith of ['foreign', 'none', 'hs256'] as const) {
      const answer = await canvas.sendGradeChange(url, {
        ...what(),
        draft: (draft) => ({ ...draft, signWith }),
      });
      expect(answer.status, signWith).toBe(401);
    }
    const old = await canvas.sendGradeChange(url, {
      ...what(),
      draft(draft) {
        const { metadata } = draft.claims as { metadata: object };
        const event_time = new Date(time - 2 * 3600_000).toISOString();
        return { ...draft, claims: { ...draft.claims, metadata: { ...metadata, event_time } } };
      },
    });
    expect(old.status).toBe(401);
    expect((await fetch(url, { method: 'POST', body: '{"metadata":{}}' })).status).toBe(401);
    expect(await isDue(open)).toBe(false);
  });
});
