import { beforeAll, describe, expect, it } from 'vitest';
import { openTenant, register, setUpBadge, type Visitor } from '../../security/two-courses.js';
import { startMoodleLike, type MoodleLike } from '../../support/lms/index.js';
import { bodyOf, textOf } from '../../support/open-course.js';
import { createTestClock } from '../../../src/base/index.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

const clock = createTestClock(new Date());
let laurel: TestLaurel;
let moodle: MoodleLike;
let teacher: Visitor;
let other: Visitor;
let ruleId: string;
let platformId: string;

beforeAll(async () => {
  laurel = await startTestLaurel({ clock });
  moodle = await startMoodleLike({ clock, learners: 30 });
  const tool = moodle.registerTool({ url: laurel.url });
  platformId = await register(laurel, moodle, tool);
  const tenant = openTenant(laurel, moodle, platformId, tool);
  ({ ruleId } = await setUpBadge(laurel, tenant, 'Lab safety'));
  teacher = await tenant.enter('teacher');
  other = await openTenant(
    laurel,
    moodle,
    platformId,
    tool,
    moodle.addCourse({ title: 'Another' }),
  ).enter('teacher');
  return async () => {
    await moodle.close();
    await laurel.close();
  };
});

const sub = (at: number) => moodle.person(`learner${at}`).sub;
const post = (path: string, fields: Record<string, string | readonly string[]>, who = teacher) =>
  who.browser.get(`${laurel.url}${path}`, {
    method: 'POST',
    body: bodyOf({ ...fields, _csrf: who.csrf }),
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: laurel.url },
  });
const stateOf = async (at: number) => {
  const [award] = await laurel.awards.store.listByPerson(`${platformId}/${sub(at)}`);
  return award?.state;
};
/** Mail that waits for the end of a time to undo. */
const held = async () =>
  (await laurel.mail.list({ state: 'pending' })).filter(({ notBefore }) => notBefore > clock.now())
    .length;
const jobIn = (url: string) => /jobs\/([\w-]+)/.exec(url)?.[1] ?? '';
const choose = async (action: string, fields: Record<string, string | readonly string[]>) => {
  const page = await post(`/course/badges/${ruleId}/bulk`, { action, ...fields });
  return { page, id: jobIn(page.url) };
};
const begin = async (id: string, reason = 'Shown in the lab') => {
  await post(`/course/jobs/${id}/start`, { reason });
  await laurel.course.runBulk(id);
};

describe('a decision about many', () => {
  it('is shown before anything is done, and leaves out whom it would not change', async () => {
    const { page } = await choose('award', { user: [sub(1), sub(2), sub(3)] });
    const text = textOf(page);
    expect(text).toContain('Award “Lab safety” to 2 people?');
    expect(text).toContain('1 of those you chose is left out');
    expect(text).toContain(moodle.person('learner2').name);
    expect(await stateOf(2)).toBeUndefined();
  });

  it('asks for a reason beside the field', async () => {
    const { id } = await choose('award', { user: [sub(2)] });
    const answer = await post(`/course/jobs/${id}/start`, { reason: ' ' });
    expect(answer.status).toBe(422);
    expect(textOf(answer)).toContain('Write a short reason');
    await laurel.course.runBulk(id);
    expect(await stateOf(2)).toBeUndefined();
  });

  it('awards, holds the mail, and takes all of it back within its time', async () => {
    const before = await held();
    const { id } = await choose('award', { user: [sub(2), sub(3)] });
    await begin(id);
    await laurel.course.runBulk(id);
    expect([await stateOf(2), await stateOf(3)]).toEqual(['active', 'active']);
    const done = await teacher.browser.get(`${laurel.url}/course/jobs/${id}`);
    expect(textOf(done)).toContain('2 badges awarded');
    expect(await held()).toBe(before + 2);
    await post(`/course/jobs/${id}/undo`, {});
    await laurel.course.runBulk(id);
    expect([await stateOf(2), await stateOf(3)]).toEqual(['undone', 'undone']);
    expect(textOf(await teacher.browser.get(`${laurel.url}/course/jobs/${id}`))).toContain(
      '2 decisions undone',
    );
    expect(await held()).toBe(before);
    for (const action of [
      'award.bulk_started',
      'award.bulk_done',
      'award.bulk_undo',
      'award.bulk_undone',
    ])
      expect(await laurel.audit.list({ action })).toHaveLength(1);
  });

  it('is about everybody of a list, also beyond its page', async () => {
    const { page, id } = await choose('deny', { all: '1', filter: 'none' });
    expect(textOf(page)).toMatch(/Deny “Lab safety” to \d\d people\?/);
    await begin(id, 'Not this term');
    expect(await stateOf(30)).toBe('denied');
    await post(`/course/jobs/${id}/undo`, {});
    await laurel.course.runBulk(id);
    expect(await stateOf(30)).toBeUndefined();
    const roster = await teacher.browser.get(`${laurel.url}/course/badges/${ruleId}?filter=denied`);
    expect(roster.text).not.toContain(moodle.person('learner30').name);
  });

  it('revokes and gives back what it revoked, and nothing that was revoked before', async () => {
    const first = await choose('award', { user: [sub(4), sub(5)] });
    await begin(first.id);
    await post(`/course/badges/${ruleId}/revoke`, { userId: sub(4), reason: 'A mistake' });
    const { id } = await choose('revoke', { user: [sub(4), sub(5)] });
    await begin(id, 'Copied work');
    expect([await stateOf(4), await stateOf(5)]).toEqual(['revoked', 'revoked']);
    await post(`/course/jobs/${id}/undo`, {});
    await laurel.course.runBulk(id);
    expect([await stateOf(4), await stateOf(5)]).toEqual(['revoked', 'active']);
  });

  it('cannot be undone once its time is over', async () => {
    const { id } = await choose('award', { user: [sub(6)] });
    await begin(id);
    clock.advance(16 * 60_000);
    expect((await post(`/course/jobs/${id}/undo`, {})).status).toBe(409);
    expect(await stateOf(6)).toBe('active');
  });

  it('goes on where a worker died, each learner once', async () => {
    const { id } = await choose('award', { user: [sub(7), sub(8)] });
    await begin(id);
    const jobs = laurel.store.connection.collection<{ _id: string; state: string; seen: number }>(
      'bulk_jobs',
    );
    await jobs.updateOne({ _id: id }, { $set: { state: 'running', seen: 0 } });
    await laurel.course.runBulk(id);
    expect(await laurel.awards.store.listByPerson(`${platformId}/${sub(7)}`)).toHaveLength(1);
    expect((await jobs.findOne({ _id: id }))?.state).toBe('done');
  });

  it('does not exist for another course', async () => {
    const { id } = await choose('award', { user: [sub(9)] });
    for (const path of ['start', 'undo'])
      expect((await post(`/course/jobs/${id}/${path}`, { reason: 'x' }, other)).status).toBe(404);
    expect((await other.browser.get(`${laurel.url}/course/jobs/${id}`)).status).toBe(404);
    expect(
      (await other.browser.get(`${laurel.url}/course/badges/${ruleId}/people.csv`)).status,
    ).toBe(404);
  });
});

describe('people from a CSV file', () => {
  const send = (text: string) => post(`/course/badges/${ruleId}/import`, { text });
  const importIn = (url: string) => /imports\/([\w-]+)/.exec(url)?.[1] ?? '';
  const look = (id: string, what = '') =>
    teacher.browser.get(`${laurel.url}/course/imports/${id}${what}`);

  it('are refused as a whole, each bad line by its number', async () => {
    const email = moodle.person('learner10').email;
    const answer = await send(
      `email,reason\n${email},ok\nnobody@example.org,x\n${email},again\n,\nada@,y\n`,
    );
    const text = textOf(answer);
    expect(text).toContain('3 lines cannot be taken');
    expect(text).toMatch(/\b3 nobody@example\.org No learner of this course/);
    expect(text).toMatch(/\b4 \S+ This learner was named on an earlier line/);
    expect(text).toMatch(/\b6 email ada@ This is no e-mail address/);
    const start = await post(`/course/imports/${importIn(answer.url)}/start`, { reason: 'x' });
    expect(start.status).toBe(409);
    expect(await stateOf(10)).toBeUndefined();
  });

  it('that no column names are refused with what is missing, and an empty form beside itself', async () => {
    expect(textOf(await send('grade;points\n1;2\n'))).toContain('No column is called email');
    expect((await send('')).status).toBe(422);
  });

  it('are shown, and awarded with the reason of each', async () => {
    const [ten, eleven] = [moodle.person('learner10'), moodle.person('learner11')];
    const page = await send(
      `\uFEFFName;Begründung\n${ten.name};"=Oral exam"\n${eleven.name};Portfolio\n`,
    );
    expect(textOf(page)).toContain('Award “Lab safety” to 2 people?');
    const id = importIn(page.url);
    await post(`/course/imports/${id}/start`, { reason: '' });
    expect(textOf(await look(id))).toContain('0 of 2');
    await laurel.bulk.run(id);
    expect(await stateOf(10)).toBe('active');
    const [award] = await laurel.awards.store.listByPerson(`${platformId}/${eleven.sub}`);
    expect(award?.reason).toBe('Portfolio');
    expect(textOf(await look(id))).toContain('2 badges awarded');
    const results = await look(id, '/results.csv');
    expect(results.text).toMatch(/2,given,,,/);
  });

  it('are awarded with one reason where they have none, and all of it is undone within its time', async () => {
    const list = [12, 13, 14].map((at) => moodle.person(`learner${at}`).email.toUpperCase());
    const page = await send(`E-Mail\r\n${list.join('\r\n')}\r\n`);
    const id = importIn(page.url);
    const silent = await post(`/course/imports/${id}/start`, { reason: ' ' });
    expect([silent.status, textOf(silent)]).toEqual([
      422,
      expect.stringContaining('Write a short reason'),
    ]);
    // The page of the badge leads to the one that can be undone longest.
    clock.advance(1_000);
    const before = await held();
    await post(`/course/imports/${id}/start`, { reason: 'Shown in the lab' });
    await laurel.bulk.run(id);
    expect([await stateOf(12), await held()]).toEqual(['active', before + 3]);
    const rule = await teacher.browser.get(`${laurel.url}/course/badges/${ruleId}`);
    expect(rule.text).toContain(`/course/imports/${id}`);
    await post(`/course/imports/${id}/undo`, {});
    await laurel.bulk.run(id);
    expect([await stateOf(12), await stateOf(14)]).toEqual(['undone', 'undone']);
    expect(textOf(await look(id))).toContain('3 decisions undone');
    expect(await held()).toBe(before);
  });

  it('are not awarded any more once it is stopped, and exist for no other course', async () => {
    const page = await send(`user id\n${sub(15)}\n`);
    const id = importIn(page.url);
    await post(`/course/imports/${id}/start`, { reason: 'x' });
    expect((await post(`/course/imports/${id}/cancel`, {}, other)).status).toBe(404);
    await post(`/course/imports/${id}/cancel`, {});
    await laurel.bulk.run(id);
    expect(textOf(await look(id))).toContain('Stopped. What was done stays done.');
    expect(await stateOf(15)).toBeUndefined();
    expect((await other.browser.get(`${laurel.url}/course/imports/${id}`)).status).toBe(404);
    const csv = await other.browser.get(`${laurel.url}/course/imports/${id}/results.csv`);
    expect(csv.status).toBe(404);
  });

  it('whose cells are formulas come out with an apostrophe', async () => {
    const page = await send('email,name\n=1+1@x,@SUM(A1)\n');
    const results = await look(importIn(page.url), '/results.csv?bom=0');
    expect(results.text).toContain("'=1+1@x,'@SUM(A1)");
  });

  it('come out again as a file that no spreadsheet takes for formulas', async () => {
    const answer = await teacher.browser.get(
      `${laurel.url}/course/badges/${ruleId}/people.csv?filter=earned`,
    );
    expect(answer.headers.get('content-type')).toContain('text/csv');
    expect(answer.text).toContain(moodle.person('learner10').name);
    expect(answer.text).not.toMatch(/(^|,|")[=+@\t]/m);
    expect(answer.text).not.toContain(moodle.person('learner20').name);
  });
});

describe('the counts of a badge', () => {
  it('are a picture with a table beside it, and say how many are near the mark', async () => {
    const page = await teacher.browser.get(`${laurel.url}/course/badges/${ruleId}/counts`);
    expect(page.status).toBe(200);
    expect(page.text).toMatch(/<svg class="bars"[^>]*aria-hidden="true"/);
    const text = textOf(page);
    expect(text).toContain('0 learners are at most 5 points of a hundred below the mark.');
    expect(text).toMatch(/Earned \d/);
    const foreign = await other.browser.get(`${laurel.url}/course/badges/${ruleId}/counts`);
    expect(foreign.status).toBe(404);
  });
});
