import { beforeAll, describe, expect, it } from 'vitest';
import { personKey } from '../../../src/awards/index.js';
import { openTenant, setUpBadge, type Tenant } from '../../security/two-courses.js';
import { enterAsOperator } from '../../support/enter-as-operator.js';
import type { Browser } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { canvas, enterAs, laurel, moodle, registered, useOperator } from './use-operator.js';

const DAY_MS = 86_400_000;
useOperator();
let admin: Browser;
let operator: Browser;
let other: Browser;
let teacher: Browser;

async function give(tenant: Tenant, badge: string, as: string, more = {}) {
  const ids = await setUpBadge(laurel, tenant, badge, more);
  teacher = (await tenant.enter('teacher')).browser;
  const at = `${laurel.url}/course/badges/${ids.ruleId}/learner?user=${tenant.platform.person(as).sub}`;
  const page = await teacher.get(at);
  const done = await teacher.submit(page, { reason: 'An oral exam' }, '/award');
  if (done.status !== 200) throw new Error(done.text);
}

const key = () => personKey(registered.moodle.id, moodle.person('learner2').sub);
const awards = () => laurel.store.connection.collection('awards');
const setAward = (set: object, unset: object = {}) =>
  awards().updateOne({ personKey: key() }, { $set: set, $unset: { none: 1, ...unset } });
const at = (path: string) => `${laurel.url}/admin/record${path}`;
const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, '');
const read = async (path = '', browser = admin) => plain(textOf(await browser.get(at(path))));
const dayOf = (date: Date) => date.toISOString().slice(0, 10);
const inDays = (days: number) => new Date(laurel.clock.now().getTime() + days * DAY_MS);
const name = () => moodle.person('learner2').name;
const fileOf = async (query = '') => {
  const person = (await laurel.people.find(registered.moodle.id, moodle.person('learner2').sub))!;
  const file = await admin.get(at(`.csv?person=${person.id}${query}`));
  return file.text.trim().split('\r\n');
};

beforeAll(async () => {
  const ours = openTenant(laurel, moodle, registered.moodle.id, registered.moodle.tool);
  await give(ours, 'Physics I', 'learner2', { credits: '2.5', effortHours: '12' });
  const theirs = openTenant(laurel, canvas, registered.canvas.id, registered.canvas.tool);
  await give(theirs, 'Chemistry', 'learner3');
  admin = await enterAs(moodle, 'admin');
  other = await enterAs(canvas, 'admin');
  operator = (await enterAsOperator(laurel)).browser;
});

describe('who held which badge', () => {
  it('shows an administrator their own platform, the operator all, and nobody else anything', async () => {
    const own = await read();
    expect(own).toContain(name());
    expect(own).toContain('Physics I');
    expect(own).not.toContain('Chemistry');
    expect(await read('', other)).not.toContain('Physics I');
    const all = await read('', operator);
    expect(all).toContain('Physics I');
    expect(all).toContain('Chemistry');
    for (const path of ['', '.csv', '/ending', '/ending.csv'])
      expect((await teacher.get(at(path))).status).toBe(403);
  });

  it('can be narrowed to a person and a badge, not to those of others', async () => {
    const [award] = await laurel.awards.store.listByPerson(key());
    const person = (await laurel.people.find(registered.moodle.id, moodle.person('learner2').sub))!;
    for (const query of [`?person=${person.id}`, `?badge=${award!.achievementId}`]) {
      expect(await read(query)).toContain('Physics I');
      expect((await other.get(at(query))).status).toBe(404);
      expect((await other.get(at(`.csv${query}`))).status).toBe(404);
    }
    expect(await read(`?after=${award!.id}`)).not.toContain('Physics I');
    expect((await other.get(at(`?after=${award!.id}`))).status).toBe(404);
  });

  it('counts credits and hours, and says so in the file, where a name is no formula', async () => {
    const userId = moodle.person('learner2').sub;
    await laurel.people.seen({ platformId: registered.moodle.id, userId, name: '=1+1' });
    const file = await admin.get(at('.csv'));
    expect(file.headers.get('content-type')).toContain('text/csv');
    const [head, line, ...rest] = await fileOf();
    expect(head).toContain('credits,hours,personCredits,personHours');
    expect(line).toContain(",'=1+1,Physics I,");
    expect(line).toMatch(/,held,.*,2\.5,12,2\.5,12$/);
    expect(rest).toEqual([]);
    await laurel.people.seen({ platformId: registered.moodle.id, userId, name: name() });
  });

  it('knows the day: not before it was given, nor after it ended or was revoked', async () => {
    const person = (await laurel.people.find(registered.moodle.id, moodle.person('learner2').sub))!;
    const onDay = (days: number) => read(`?person=${person.id}&on=${dayOf(inDays(days))}`);
    expect(await read('?on=2020-01-01')).toContain('Nobody held a badge');
    await setAward({ awardedAt: inDays(-30), validUntil: inDays(-5) });
    expect(await onDay(0)).not.toContain('Physics I');
    expect(await onDay(-10)).toContain('Physics I');
    await setAward({ state: 'revoked', takenAt: inDays(-15) }, { validUntil: 1 });
    expect(await onDay(-10)).not.toContain('Physics I');
    expect(await onDay(-20)).toContain('Physics I');
    await setAward({ state: 'revoked' }, { takenAt: 1 });
    expect(await onDay(-10)).toContain('Not known');
    await setAward({ state: 'active' });
  });
});

describe('whose badges end', () => {
  it('shows those within the time, not the renewed ones', async () => {
    await setAward({ validUntil: inDays(50) });
    expect(await read('/ending')).toContain('Physics I');
    expect(await read('/ending', operator)).toContain('Physics I');
    expect(await read('/ending', other)).not.toContain('Physics I');
    expect(await read('/ending?days=40')).toContain('No badge ends');
    const file = await admin.get(at('/ending.csv?days=60'));
    expect(file.text.trim().split('\r\n')).toHaveLength(2);
    const row = (await awards().findOne({ personKey: key() }))!;
    const renewal = { ...row, _id: `${String(row._id)}x`, period: 2, renews: String(row._id) };
    await awards().insertOne({ ...renewal, validUntil: inDays(400) } as never);
    expect(await read('/ending')).toContain('No badge ends');
    expect(await fileOf()).toHaveLength(2);
    const place = `${String(inDays(50).getTime())}-${String(row._id)}`;
    expect(await read(`/ending?place=${place}`)).toContain('No badge ends');
  });

  it('names nobody who was erased', async () => {
    const person = (await laurel.people.find(registered.moodle.id, moodle.person('learner2').sub))!;
    await laurel.people.erase(person.id, 'self');
    const text = await read();
    expect(text).toContain('A person whose data was erased');
    expect(text).not.toContain(name());
  });
});
