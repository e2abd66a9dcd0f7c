import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { personKey, givingKey, type Award } from '../../../src/awards/index.js';
import { openCourse, textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;

let time = Date.now();
const clock = { now: () => new Date(time) };
let laurel: TestLaurel;
let open: Awaited<ReturnType<typeof openCourse>>;
let path = '';
let achievementId = '';

beforeAll(async () => {
  laurel = await startTestLaurel({ clock });
  open = await openCourse('moodle', laurel, { clock });
  const { browser } = await open.enter('teacher');
  const typed = { name: 'Pond life', canDo: 'c', criteria: 'c', release: 'immediately' };
  const page = await browser.get(`${laurel.url}/course/new`);
  const looked = await browser.submit(page, { ...typed, do: 'simulate' }, '/course/new');
  const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
  path = new URL(active.url).pathname;
  achievementId = (await laurel.rules.store.list(open.course))[0]!.achievementId;
  time += QUARTER;
});
afterAll(async () => {
  await open.platform.close();
  await laurel.close();
});

const pass = async (as: string, score = 80) => {
  open.platform.setGrade(as, open.tool.link.column!, score);
  await laurel.checks.check(open.course);
};
const awardOf = async (as: string): Promise<Award> => {
  const key = personKey(open.course.platformId, open.platform.person(as).sub);
  return (await laurel.awards.store.findFor(achievementId, [key]))[0]!;
};
const badgeOf = async (as: string) => laurel.credentials.findByAward(givingKey(await awardOf(as)));
const mailTo = async (as: string) => {
  const key = `award:${givingKey(await awardOf(as))}`;
  return (await laurel.mail.list({ limit: 100 })).find((mail) => mail.key === key);
};
const userOf = (as: string) => encodeURIComponent(open.platform.person(as).sub);
const teacher = async (to: string) => {
  const { browser } = await open.enter('teacher');
  return { browser, page: await browser.get(`${laurel.url}${path}${to}`) };
};
const audited = async (action: string) => (await laurel.audit.list({ action })).length;

describe('ending a badge', () => {
  beforeAll(() => pass('learner1'));

  it('says first how many have it and keep it, and changes nothing by that', async () => {
    const { page } = await teacher('/end');
    expect(textOf(page)).toContain('End “Pond life”?');
    expect(textOf(page)).toContain('1 learner has the badge: it stays valid.');
    expect(textOf(page)).toContain('You can undo this for 15 minutes.');
    expect(await audited('rule.ended')).toBe(0);
  });

  it('is undone within a quarter of an hour, also pressed twice; who passed meanwhile gets the badge', async () => {
    const { browser, page } = await teacher('/end');
    const ended = await browser.submit(page, {}, '/end');
    expect(textOf(ended)).toContain('This badge has ended.');
    await pass('learner2');
    expect(await awardOf('learner2')).toBeUndefined();
    time += QUARTER - MINUTE;
    const again = await browser.get(ended.url);
    expect(textOf(await browser.submit(again, {}, '/end/undo'))).toContain('The badge goes on');
    expect((await browser.submit(again, {}, '/end/undo')).url).toContain('done=unchanged');
    expect(await audited('rule.end_undone')).toBe(1);
    await laurel.checks.check(open.course);
    expect(await awardOf('learner2')).toMatchObject({ state: 'active' });
  });

  it('gives back what it was: a paused badge is paused', async () => {
    const { browser, page } = await teacher('');
    await browser.submit(page, {}, '/pause');
    const ended = await browser.submit(await browser.get(`${laurel.url}${path}/end`), {}, '/end');
    await browser.submit(ended, {}, '/end/undo');
    const [rule] = await laurel.rules.store.list(open.course);
    expect(rule).toMatchObject({ state: 'paused' });
    expect(rule).not.toHaveProperty('ended');
    await browser.submit(await browser.get(`${laurel.url}${path}`), {}, '/resume');
  });

  it('stands once the time is over, whatever an old page still offers', async () => {
    const { browser, page } = await teacher('/end');
    const ended = await browser.submit(page, {}, '/end');
    time += QUARTER;
    const late = await browser.submit(ended, {}, '/end/undo');
    expect(late.status).toBe(409);
    expect(textOf(await browser.get(`${laurel.url}${path}`))).not.toContain('Let it go on');
    const [rule] = await laurel.rules.store.list(open.course);
    await laurel.rules.store.save({ ...rule!, state: 'active' });
  });
});

describe('revoking a badge', () => {
  const learners = ['learner4', 'learner5', 'learner6', 'learner7'];
  let as = '';
  beforeEach(async () => {
    as = learners.shift()!;
    await pass(as);
  });
  const revoke = async () => {
    const { browser, page } = await teacher(`/learner/revoke?user=${userOf(as)}`);
    return { browser, done: await browser.submit(page, { reason: 'Not theirs' }, '/revoke') };
  };

  it('says first what happens; then the badge is suspended, who did it is told, and mail waits', async () => {
    const { page, browser } = await teacher(`/learner/revoke?user=${userOf(as)}`);
    expect(textOf(page)).toContain('For 15 minutes whoever opens it reads that it is suspended');
    expect((await browser.submit(page, { reason: ' ' }, '/revoke')).status).toBe(422);
    expect(await badgeOf(as)).toMatchObject({ state: 'valid' });
    const { done } = await revoke();
    const { name } = open.platform.person('teacher');
    expect(textOf(done)).toMatch(new RegExp(`Revoked by ${name} on .+: Not theirs`));
    expect(await badgeOf(as)).toMatchObject({ state: 'suspended' });
    expect((await mailTo(as))?.notBefore).toEqual((await awardOf(as)).retraction?.until);
    expect(textOf((await teacher('')).page)).toContain(`Revoked by ${name}`);
  });

  it('is undone within its time: the badge counts as before, and its mail goes out once', async () => {
    const { browser, done } = await revoke();
    time += QUARTER - MINUTE;
    const kept = await browser.submit(done, {}, '/revoke/undo');
    expect(textOf(kept)).toContain('The badge is kept: it was not revoked.');
    expect((await browser.submit(done, {}, '/revoke/undo')).url).toContain('done=unchanged');
    expect(await badgeOf(as)).toMatchObject({ state: 'valid' });
    expect(await awardOf(as)).toMatchObject({ state: 'active', by: 'rule' });
    expect(await audited('award.revoke_undone')).toBe(1);
    time += QUARTER;
    await laurel.awards.finishRetractions();
    expect(await badgeOf(as)).toMatchObject({ state: 'valid' });
    expect(await mailTo(as)).toMatchObject({ state: 'pending' });
  });

  it('is for good once the time is over, its mail is dropped, and an old page undoes nothing', async () => {
    const { browser, done } = await revoke();
    time += QUARTER;
    await Promise.all([laurel.awards.finishRetractions(), laurel.awards.finishRetractions()]);
    expect(await badgeOf(as)).toMatchObject({ state: 'revoked', reason: 'Not theirs' });
    expect(await mailTo(as)).toMatchObject({ state: 'cancelled' });
    expect(await awardOf(as)).not.toHaveProperty('retraction');
    expect((await browser.submit(done, {}, '/revoke/undo')).status).toBe(409);
  });

  it('is finished by whoever comes next where the program ended in the middle', async () => {
    const award = await awardOf(as);
    const order = { reason: 'Not theirs', actor: 'person:x', takenAt: clock.now() };
    const until = new Date(time + QUARTER);
    // All that was done before it ended: the one write.
    await laurel.awards.store.retract(award, { ...order, until });
    await laurel.checks.check(open.course);
    expect(await badgeOf(as)).toMatchObject({ state: 'suspended' });
    time += QUARTER;
    // Here the badge was taken, and the end came before the list was shortened.
    const due = await laurel.awards.store.beginTaking(clock.now(), 10);
    await laurel.awards.fulfil(due);
    await laurel.awards.finishRetractions();
    expect(await badgeOf(as)).toMatchObject({ state: 'revoked' });
    const after = await awardOf(as);
    expect(after).not.toHaveProperty('retraction');
    expect(after).not.toHaveProperty('todo');
  });
});

describe('a badge given by hand', () => {
  it('says by whom, when and why, and not that it was earned or is not yet', async () => {
    const as = 'learner8';
    open.platform.setGrade(as, open.tool.link.column!, 10);
    await laurel.checks.check(open.course);
    const { browser, page } = await teacher(`/learner?user=${userOf(as)}`);
    const given = await browser.submit(page, { reason: 'Shown in the lab' }, '/award');
    const { name } = open.platform.person('teacher');
    const words = new RegExp(`Given by ${name} on .+: Shown in the lab`);
    expect(textOf(given)).toMatch(words);
    expect(textOf(given)).not.toContain('Not yet.');
    expect(textOf(await browser.get(`${laurel.url}${path}`))).toMatch(words);
  });
});

describe('the reason beside a grade', () => {
  it('says what the grade does not: that the mark is met, or what would meet it', async () => {
    open.platform.setGrade('learner9', open.tool.link.column!, 60);
    await pass('learner10', 91);
    const { page } = await teacher('');
    const whys = [...page.text.matchAll(/data-label="Why"[^>]*>([^<]*)</g)].map(([, why]) => why);
    expect(whys.some((why) => /^Meets the mark: at least 70\s%$/.test(why ?? ''))).toBe(true);
    expect(whys.some((why) => /^A grade of 70 or more in /.test(why ?? ''))).toBe(true);
    expect(whys.join()).not.toContain('60');
  });
});
