import { beforeAll, describe, expect, it } from 'vitest';
import { createTestClock } from '../../../src/base/index.js';
import {
  openTenant,
  register,
  setUpBadge,
  type Tenant,
  type Visitor,
} from '../../security/two-courses.js';
import { startMoodleLike } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

const DAY = 86_400_000;
const clock = createTestClock(new Date());
let laurel: TestLaurel;
let tenant: Tenant;
let teacher: Visitor;
let ids: Awaited<ReturnType<typeof setUpBadge>>;
let platformId: string;
let teacherId: string;

beforeAll(async () => {
  laurel = await startTestLaurel({ clock });
  const moodle = await startMoodleLike({ clock });
  const tool = moodle.registerTool({ url: laurel.url });
  platformId = await register(laurel, moodle, tool);
  tenant = openTenant(laurel, moodle, platformId, tool);
  ids = await setUpBadge(laurel, tenant, 'Careful reading');
  teacher = await tenant.enter('teacher');
  teacherId = moodle.person('teacher').sub;
  return async () => {
    await moodle.close();
    await laurel.close();
  };
});

const choose = (what: string) =>
  teacher.browser.post(
    `${laurel.url}/course/digest`,
    { do: what, _csrf: teacher.csrf },
    { origin: laurel.url },
  );
const mails = async () =>
  (await laurel.mail.list({ limit: 100 })).filter(({ view }) => view === 'course-digest');
const digests = () =>
  laurel.store.connection.collection('course_digests').countDocuments({ userId: teacherId });
const tomorrow = async () => {
  clock.advance(DAY);
  await laurel.course.sendDigests();
};
const stopAddress = async () => {
  const [mail] = await mails();
  return (await laurel.mail.read(mail!.key)).unsubscribe ?? '';
};

describe('the mail about a new decision', () => {
  const decisions = async () =>
    (await laurel.mail.list({ limit: 100 })).filter(({ view }) => view === 'decision-needed');
  const ask = async (text: string) => {
    const [award] = await laurel.awards.store.listByPerson(`${platformId}/${ids.userId}`);
    const { id, tenant: course } = award!;
    const userId = ids.userId;
    const about = { tenant: course, ruleId: ids.ruleId, awardId: id, userId };
    const request = { ...about, id: text, text, askedAt: clock.now(), state: 'open' } as const;
    await laurel.course.corrections.ask(request);
  };
  const pass = async (minutes: number) => {
    clock.advance(minutes * 60_000);
    await laurel.course.sendDigests();
  };

  it('comes within minutes to whoever asked for it, once, with the badge’s picture', async () => {
    expect((await choose('soon')).url).toContain('done=digestSoon');
    await laurel.course.sendDigests();
    await ask('name');
    await laurel.course.sendDigests();
    expect(await decisions()).toEqual([]);
    await pass(6);
    await Promise.all([laurel.course.sendDigests(), laurel.course.sendDigests()]);
    const [mail, ...more] = await decisions();
    expect(more).toEqual([]);
    const told = await laurel.mail.read(mail!.key);
    expect(told.subject).toMatch(/^A decision needs you in /);
    expect(told.embedded).toHaveLength(1);
    expect(told.unsubscribe).toMatch(/\/digest\/[\w-]{22}$/);
  });

  it('tells nothing twice, nothing of what was decided, and comes once an hour at most', async () => {
    const [award] = await laurel.awards.store.listByPerson(`${platformId}/${ids.userId}`);
    await laurel.course.changed(award!.tenant);
    await pass(6);
    await laurel.course.corrections.withdraw(award!.id);
    await laurel.course.changed(award!.tenant);
    await pass(6);
    expect(await decisions()).toHaveLength(1);
    await ask('again');
    await pass(6);
    expect(await decisions()).toHaveLength(1);
    await pass(60);
    expect(await decisions()).toHaveLength(2);
    await laurel.course.corrections.withdraw(award!.id);
    await choose('end');
  });
});

describe('the daily mail about what needs an instructor', () => {
  it('comes to nobody who did not ask for it', async () => {
    const [award] = await laurel.awards.store.listByPerson(`${platformId}/${ids.userId}`);
    await laurel.awards.store.setFall(award!, { since: clock.now() });
    await laurel.course.sendDigests();
    expect(await mails()).toEqual([]);
  });

  it('is erased with its person', async () => {
    expect((await choose('begin')).url).toContain('done=digestOn');
    const person = (await laurel.people.find(platformId, teacherId))!;
    const told = await laurel.people.exportData(person.id);
    expect(told['course']).toMatchObject({ digests: [{ locale: 'en' }] });
    await laurel.people.erase(person.id, 'self');
    expect(await digests()).toBe(0);
    teacher = await tenant.enter('teacher');
    expect(textOf(await teacher.browser.get(`${laurel.url}/course`))).toContain(
      'Send me this mail',
    );
  });

  it('comes once a day, however often and by how many it is sent', async () => {
    expect((await choose('begin')).url).toContain('done=digestOn');
    await choose('begin');
    clock.advance(DAY);
    await Promise.all([laurel.course.sendDigests(), laurel.course.sendDigests()]);
    await laurel.course.sendDigests();
    expect(await mails()).toHaveLength(1);
    const { subject, text } = await laurel.mail.read((await mails())[0]!.key);
    expect(subject).toMatch(/^1 decision needs you in /);
    expect(text).toContain('1 person has “Careful reading” and no longer meets the mark.');
    await tomorrow();
    expect(await mails()).toHaveLength(2);
  });

  it('does not come where nothing waits', async () => {
    await laurel.awards.store.keepFalls(ids.ruleId);
    await tomorrow();
    expect(await mails()).toHaveLength(2);
  });

  it('is ended by the button of a mail program, without a session; a look alone ends nothing', async () => {
    const address = await stopAddress();
    expect(address).toMatch(/\/digest\/[\w-]{22}$/);
    const look = await fetch(address);
    expect(await look.text()).toContain('Stop this mail');
    expect(await digests()).toBe(1);
    const pressed = await fetch(address, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
      headers: { origin: 'https://mail.example.org' },
    });
    expect(pressed.status).toBe(200);
    expect(await digests()).toBe(0);
    expect((await fetch(address, { method: 'POST' })).status).toBe(200);
  });
});
