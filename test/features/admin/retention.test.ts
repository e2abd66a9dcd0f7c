import { beforeAll, describe, expect, it } from 'vitest';
import { enterAsOperator } from '../../support/enter-as-operator.js';
import type { Browser } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { agingActions } from '../../../src/audit/audit-retention.js';
import { enterAs, laurel, moodle, registered, useOperator } from './use-operator.js';

const DAY_MS = 86_400_000;
useOperator();

let admin: Browser;
let operator: Browser;
const at = (query = '') => `${laurel.url}/admin/retention${query}`;
const rows = (of: string) => laurel.store.connection.collection(of);
const ago = (days: number) => new Date(laurel.clock.now().getTime() - days * DAY_MS);

/** A row of each kind of some age, and beside it one that has to stay whatever its age. */
async function putRows(platformId: string, days: number): Promise<void> {
  const name = `${platformId} ${days}`;
  const course = { platformId, deploymentId: '1', contextId: 'c' };
  const decision = { ...course, ruleId: 'r', at: ago(days), digest: '', factsDigest: '', past: [] };
  const correction = { ...course, ruleId: 'r', awardId: name, userId: 'u', text: 'Why?' };
  const mail = { view: 'badge-earned', attempts: 1, notBefore: ago(days), addressKey: 'k' };
  await rows('decisions').insertMany([
    { ...decision, _id: `${name}/a`, userId: 'a', decision: { verdict: 'not-yet' } },
    { ...decision, _id: `${name}/b`, userId: 'b', decision: { verdict: 'earned' } },
    { ...decision, _id: `${name}/c`, userId: 'c', decision: { verdict: 'unknown' }, before: true },
    { ...decision, _id: `${name}/d`, userId: 'd', decision: { verdict: 'waiting' } },
  ] as never[]);
  await rows('correction_requests').insertMany([
    { ...correction, _id: `${name}/done`, askedAt: ago(days), state: 'declined' },
    { ...correction, _id: `${name}/open`, askedAt: ago(days), state: 'open' },
  ] as never[]);
  const states = ['sent', 'failed', 'pending', 'held'];
  await rows('mails').insertMany(
    states.map((state) => ({
      ...mail,
      platformId,
      state,
      _id: `${name}/${state}`,
      key: `${name}/${state}`,
      createdAt: ago(days),
      personId: 'p',
      sealed: 'x',
    })) as never[],
  );
  const entry = { at: ago(days), actor: 'operator', subject: 'x:y', platformId };
  await rows('audit').insertMany(
    ['mail.resent', 'award.award', 'badge.revoked', 'issuer.changed', 'person.erased'].map(
      (action) => ({ ...entry, action }),
    ),
  );
  await rows('platform_uses').insertOne({
    _id: name as never,
    platformId,
    deploymentId: '1',
    day: ago(days),
    kind: 'x',
    count: 1,
  });
}

/** What is there of a platform, in a word a row. */
async function there(platformId: string): Promise<string[]> {
  const found: string[] = [];
  for (const of of ['decisions', 'correction_requests', 'platform_uses'])
    for (const { _id } of await rows(of).find({ platformId }).toArray()) found.push(String(_id));
  for (const { action } of await rows('audit').find({ platformId, subject: 'x:y' }).toArray())
    found.push(String(action));
  for (const mail of await rows('mails').find({ platformId, key: /\// }).toArray())
    found.push(`${String(mail['key'])} ${mail['personId'] === undefined ? 'nobody' : 'person'}`);
  return found.map((each) => each.replace(`${platformId} `, '')).sort();
}

beforeAll(async () => {
  admin = await enterAs(moodle, 'admin');
  operator = (await enterAsOperator(laurel)).browser;
  for (const { id } of Object.values(registered))
    for (const days of [10, 200, 4_000]) await putRows(id, days);
});

describe('what is kept for a while', () => {
  it('is told with how much goes today, and nothing goes by looking', async () => {
    const page = await admin.get(at());
    expect(page.status).toBe(200);
    const text = textOf(page);
    for (const label of ['Decisions without a badge', 'Mail that was sent', 'Audit log'])
      expect(text).toContain(label);
    expect(text).toContain('2 rows go by this today.');
    const before = await there(registered.moodle.id);
    await admin.submit(page, { mail: '180', step: 'preview' }, '/admin/retention');
    expect(await there(registered.moodle.id)).toEqual(before);
  });

  it('is shown for other numbers of days before they are saved, and another tenant’s is not', async () => {
    const page = await admin.get(at());
    const shown = await admin.submit(page, { mail: '180', step: 'preview' }, '/admin/retention');
    expect(textOf(shown)).toContain('Nothing is saved yet');
    // Mail of 200 and of 4,000 days: what was sent and what was given up.
    expect(textOf(shown)).toContain('4 rows go by this today.');
    const platform = await laurel.lti.platforms.find(registered.moodle.id);
    expect(platform?.retention).toBeUndefined();
    const asked = await admin.get(at(`?platform=${registered.canvas.id}`));
    expect(asked.text).toContain(`name="platform" value="${registered.moodle.id}"`);
    const named = { platform: registered.canvas.id, mail: '30', step: 'save' };
    await admin.submit(page, named, '/admin/retention');
    expect((await laurel.lti.platforms.find(registered.canvas.id))?.retention).toBeUndefined();
    expect((await operator.get(at('?platform=nobody'))).status).toBe(404);
  });

  it('is chosen for one platform, noted in its log, and never for days that are not offered', async () => {
    const { id } = registered.moodle;
    const page = await operator.get(at(`?platform=${id}`));
    await operator.submit(
      page,
      { mail: '180', audit: '1', decisions: 'x', step: 'save' },
      '/admin/retention',
    );
    expect((await laurel.lti.platforms.find(id))?.retention).toMatchObject({
      mail: 180,
      audit: 1095,
      decisions: 730,
    });
    const [entry] = await laurel.audit.list({ action: 'retention.chosen', platformId: id });
    expect(entry).toMatchObject({ actor: 'operator', details: { mail: 180 } });
    expect(textOf(await admin.get(`${laurel.url}/admin/audit`))).toContain(
      'The operator chose how long data is kept.',
    );
  });

  it('goes once a day by the platform’s own choice; what a badge rests on stays at any age', async () => {
    const { moodle: ours, canvas: theirs } = registered;
    expect(await laurel.retention.sweep()).toBeGreaterThan(0);
    const stays = (days: number) => [
      ...['b', 'c', 'd', 'open'].map((each) => `${days}/${each}`),
      ...['held', 'pending'].map((each) => `${days}/${each} person`),
    ];
    const kept = ['award.award', 'badge.revoked', 'issuer.changed', 'person.erased'];
    const young = ['10', '10/a', '10/done', '10/failed person', '10/sent person', ...stays(10)];
    const middle = ['200', '200/a', '200/done', ...stays(200)];
    const ofMail = (days: number, who: string) => [`${days}/failed ${who}`, `${days}/sent ${who}`];
    const entries = [...kept, ...kept, ...kept, 'mail.resent', 'mail.resent'];
    const rest = [...young, ...middle, ...stays(4_000), ...ofMail(4_000, 'nobody'), ...entries];
    expect(await there(ours.id)).toEqual([...rest, ...ofMail(200, 'nobody')].sort());
    expect(await there(theirs.id)).toEqual([...rest, ...ofMail(200, 'person')].sort());
    const [done] = await laurel.audit.list({ action: 'retention.applied', platformId: ours.id });
    expect(done).toMatchObject({ actor: 'laurel', details: { mail: 4, audit: 1, decisions: 1 } });
    expect(await laurel.retention.sweep()).toBe(0);
    // Mail that lost its names still keeps the second one of its key from being made.
    const again = {
      key: `${ours.id} 4000/sent`,
      to: 'a@example.edu',
      view: 'badge-earned',
      model: {},
    };
    expect(await laurel.mail.enqueue(again)).toBe(false);
  });

  it('is of no entry about a badge, a rule, an issuer, a key, an erasure or a platform', () => {
    const about =
      /^(award|badge|rules?|achievement|issuer|issuerKey|key|secrets|person|platform|deployment|succession|store|retention|restriction|correction|learner)\./;
    expect(agingActions().filter((action) => about.test(action))).toEqual([]);
    expect(agingActions().length).toBeGreaterThan(10);
  });
});
