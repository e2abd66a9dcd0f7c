import { beforeAll, describe, expect, it } from 'vitest';
import { openTenant, register, setUpBadge, type Visitor } from '../../security/two-courses.js';
import { startMoodleLike, type MoodleLike } from '../../support/lms/index.js';
import { bodyOf, textOf } from '../../support/open-course.js';
import { createTestClock } from '../../../src/base/index.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

const QUARTER_MS = 15 * 60_000;
const clock = createTestClock(new Date());
let laurel: TestLaurel;
let moodle: MoodleLike;
let teacher: Visitor;
let learner: Visitor;
let ruleId: string;
let awardId: string;
let platformId: string;
let enter: (as: string) => Promise<Visitor>;

beforeAll(async () => {
  laurel = await startTestLaurel({ clock });
  moodle = await startMoodleLike();
  delete (moodle.person('learner3') as { email?: string }).email;
  const tool = moodle.registerTool({ url: laurel.url });
  platformId = await register(laurel, moodle, tool);
  const tenant = openTenant(laurel, moodle, platformId, tool);
  enter = (as) => tenant.enter(as);
  ({ ruleId, awardId } = await setUpBadge(laurel, tenant, 'Lab safety'));
  teacher = await enter('teacher');
  // The platform has another name since the badge was given.
  moodle.person('learner1').name = 'Ann Correct';
  learner = await enter('learner1');
  return async () => {
    await moodle.close();
    await laurel.close();
  };
});

const post = (path: string, fields: Record<string, string | readonly string[]>, who = teacher) =>
  who.browser.get(`${laurel.url}${path}`, {
    method: 'POST',
    body: bodyOf({ ...fields, _csrf: who.csrf }),
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: laurel.url },
  });
const mine = () => learner.browser.get(`${laurel.url}/my/badges/${awardId}`);
const ask = (text: string) => post(`/my/badges/${awardId}/correction`, { text }, learner);
const badge = async () => {
  const found = await laurel.credentials.findByAward(awardId);
  if (!found) throw new Error('no badge');
  return found;
};
const requests = () => teacher.browser.get(`${laurel.url}/course/badges/${ruleId}/corrections`);
const jobIn = (url: string) => /jobs\/([\w-]+)/.exec(url)?.[1] ?? '';
const requestIn = (text: string) => /corrections\/([\w-]+)\/answer/.exec(text)?.[1] ?? '';
const mails = async (view: string) =>
  (await laurel.mail.list({ state: 'pending' })).filter((mail) => mail.view === view);

describe('a learner who finds something wrong', () => {
  it('asks once, keeps what was typed where it cannot be taken, and may withdraw it', async () => {
    expect((await ask(' ')).status).toBe(422);
    const long = await ask('x'.repeat(501));
    expect(long.status).toBe(422);
    expect(long.text).toContain('x'.repeat(501));
    expect(textOf(await ask('My name has two n'))).toContain('Your teachers see what you asked');
    expect(textOf(await ask('Another thing'))).toContain('You have asked already');
    expect(textOf(await mine())).toContain('You asked: My name has two n');
    await post(`/my/badges/${awardId}/correction/withdraw`, {}, learner);
    expect(textOf(await mine())).not.toContain('My name has two n');
    await ask('My name has two n');
  });

  it('is counted among what needs the instructors', async () => {
    const course = await teacher.browser.get(`${laurel.url}/course`);
    expect(textOf(course)).toContain('1 learner asks for a correction of “Lab safety”.');
    expect(textOf(await requests())).toContain('My name has two n');
  });

  it('is answered in words, by mail and on the page', async () => {
    const id = requestIn((await requests()).text);
    const empty = await post(`/course/badges/${ruleId}/corrections/${id}/answer`, { answer: '' });
    expect(empty.status).toBe(422);
    const answer = 'The student office spells it so: write to them.';
    await post(`/course/badges/${ruleId}/corrections/${id}/answer`, { answer });
    const twice = await post(`/course/badges/${ruleId}/corrections/${id}/answer`, { answer });
    expect(twice.status).toBe(404);
    expect(textOf(await mine())).toContain(answer);
    const [mail] = await mails('correction-answered');
    expect((await laurel.mail.read(mail?.key ?? '')).text).toContain(answer);
    expect(textOf(await requests())).toContain('Nobody asks for a correction');
  });

  it('gets nothing of another learner', async () => {
    const other = await enter('learner2');
    expect((await post(`/my/badges/${awardId}/correction`, { text: 'x' }, other)).status).toBe(404);
    expect(
      (await other.browser.get(`${laurel.url}/course/badges/${ruleId}/corrections`)).status,
    ).toBe(403);
  });
});

describe('a badge that is issued anew', () => {
  it('waits for its time to undo, and can be stopped', async () => {
    clock.advance(1_000);
    await ask('My name has two n');
    const id = requestIn((await requests()).text);
    const page = await post(`/course/badges/${ruleId}/corrections/${id}/correct`, {});
    expect(textOf(page)).toContain('Issue “Lab safety” anew for 1 person?');
    const job = jobIn(page.url);
    const before = await badge();
    const held = await post(`/course/jobs/${job}/start`, { reason: 'A misspelt name' });
    expect(textOf(held)).toContain('1 badge will be issued anew');
    await laurel.course.runBulk(job);
    expect((await badge()).id).toBe(before.id);
    const stopped = await post(`/course/jobs/${job}/undo`, {});
    expect(textOf(stopped)).toContain('Stopped. Nothing was done.');
    clock.advance(QUARTER_MS);
    await laurel.course.runBulk(job);
    expect((await badge()).id).toBe(before.id);
  });

  it('says today’s name and words, once, at the same address; the former one names why', async () => {
    const before = await badge();
    const edit = `${laurel.url}/course/badges/${ruleId}/edit`;
    const looked = await teacher.browser.submit(
      await teacher.browser.get(edit),
      { canDo: 'work safely in a lab', do: 'simulate' },
      '/edit',
    );
    await teacher.browser.submit(
      looked,
      { canDo: 'work safely in a lab', do: 'activate' },
      '/edit',
    );
    // A badge that was given says what it said then, beside what the course offers now.
    const held = textOf(await learner.browser.get(`${laurel.url}/my`));
    expect(held).toContain('do a thing');
    expect(held).not.toContain('work safely in a lab');
    const { url } = await post(`/course/badges/${ruleId}/bulk`, {
      action: 'reissue',
      user: [moodle.person('learner1').sub],
    });
    const job = jobIn(url);
    await post(`/course/jobs/${job}/start`, { reason: 'A misspelt name' });
    clock.advance(QUARTER_MS);
    await laurel.course.runBulk(job);
    const after = await badge();
    expect(after.supersedes).toBe(before.id);
    expect(after.recipientName).toBe('Ann Correct');
    expect(after.json).toContain('work safely in a lab');
    expect(after.validFrom).toEqual(before.validFrom);
    expect(after.validUntil).toEqual(before.validUntil);
    expect(await laurel.credentials.get(before.id)).toMatchObject({
      state: 'revoked',
      supersededBy: after.id,
      reason: 'A misspelt name',
    });
    const page = await teacher.browser.get(`${laurel.url}/course/jobs/${job}`);
    expect(textOf(page)).toContain('1 badge issued anew');
    expect(await mails('badge-corrected')).toHaveLength(1);
    expect(textOf(await mine())).toContain('The badge was issued anew.');
    expect(textOf(await mine())).toContain('work safely in a lab');

    // A worker died before it noted how far it was.
    const jobs = laurel.store.connection.collection<{ _id: string }>('bulk_jobs');
    await jobs.updateOne({ _id: job }, { $set: { state: 'running', seen: 0 } });
    await laurel.course.runBulk(job);
    expect((await badge()).id).toBe(after.id);
    expect(await mails('badge-corrected')).toHaveLength(1);
  });

  it('stays as it is where it says all of that', async () => {
    const before = await badge();
    const user = [moodle.person('learner1').sub, moodle.person('learner2').sub];
    const chosen = await post(`/course/badges/${ruleId}/bulk`, { action: 'reissue', user });
    expect(textOf(chosen)).toContain('1 of those you chose is left out');
    const job = jobIn(chosen.url);
    await post(`/course/jobs/${job}/start`, { reason: 'Again' });
    clock.advance(QUARTER_MS);
    await laurel.course.runBulk(job);
    expect((await badge()).id).toBe(before.id);
    const page = await teacher.browser.get(`${laurel.url}/course/jobs/${job}`);
    expect(textOf(page)).toContain('1 badge says all of it already');
  });
});

describe('a message to many', () => {
  it('goes to each once, answers go to the instructor, and whoever has no address is counted', async () => {
    const user = ['learner2', 'learner3'].map((name) => moodle.person(name).sub);
    const { url } = await post(`/course/badges/${ruleId}/bulk`, { action: 'message', user });
    const job = jobIn(url);
    const empty = await post(`/course/jobs/${job}/start`, { reason: '' });
    expect(textOf(empty)).toContain('Write what you want to say.');
    const text = `Bring your coat.\n<b>On Friday</b>\n${'x'.repeat(900)}`;
    const held = await post(`/course/jobs/${job}/start`, { reason: text });
    expect(textOf(held)).toContain('2 messages will be sent');
    expect(await mails('instructor-message')).toHaveLength(0);
    clock.advance(QUARTER_MS);
    await laurel.course.runBulk(job);
    await laurel.course.runBulk(job);
    const [mail, ...others] = await mails('instructor-message');
    expect(others).toHaveLength(0);
    const read = await laurel.mail.read(mail?.key ?? '');
    expect(read.text).toContain('Bring your coat.\n<b>On Friday</b>');
    expect(read.html).toContain('&lt;b&gt;On Friday');
    expect(read.replyTo).toBe(moodle.person('teacher').email);
    const page = await teacher.browser.get(`${laurel.url}/course/jobs/${job}`);
    expect(textOf(page)).toContain('1 message is on its way');
    expect(textOf(page)).toContain('1 person has no e-mail address');
  });
});
