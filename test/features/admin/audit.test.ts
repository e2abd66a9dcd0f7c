import { beforeAll, describe, expect, it } from 'vitest';
import { openTenant, setUpBadge, type Tenant } from '../../security/two-courses.js';
import type { Browser } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { enterAs, laurel, moodle, registered, useOperator } from './use-operator.js';

useOperator();
let tenant: Tenant;
let admin: Browser;
let ids: Awaited<ReturnType<typeof setUpBadge>>;

beforeAll(async () => {
  tenant = openTenant(laurel, moodle, registered.moodle.id, registered.moodle.tool);
  ids = await setUpBadge(laurel, tenant, 'Physics I');
  const teacher = await tenant.enter('teacher');
  const at = `${laurel.url}/course/badges/${ids.ruleId}/learner?user=${moodle.person('learner2').sub}`;
  const page = await teacher.browser.get(at);
  const done = await teacher.browser.submit(page, { reason: 'An oral exam' }, '/award');
  if (done.status !== 200) throw new Error(done.text);
  admin = await enterAs(moodle, 'admin');
});

const log = async (query = '') => {
  const page = await admin.get(`${laurel.url}/admin/audit${query}`);
  return { page, text: textOf(page).replace(/[\u2066-\u2069]/g, '') };
};
const given = () =>
  `${moodle.person('teacher').name} gave “Physics I” to ${moodle.person('learner2').name}.`;

describe('the audit log', () => {
  it('says in sentences who did what, to whom, and why', async () => {
    const { text } = await log();
    expect(text).toContain(given());
    expect(text).toContain('Reason: An oral exam');
    expect(text).toContain('activated “Physics I” in ');
  });

  it('can be narrowed to an action, a range of days and a person', async () => {
    expect((await log('?action=rule.activated')).text).not.toContain(given());
    expect((await log('?action=award.award')).text).toContain(given());
    const today = new Date().toISOString().slice(0, 10);
    expect((await log(`?from=${today}&until=${today}`)).text).toContain(given());
    expect((await log('?until=2020-01-01')).text).toContain('Nothing');
    const person = (await laurel.people.find(registered.moodle.id, moodle.person('learner2').sub))!;
    const own = await log(`?person=${person.id}`);
    expect(own.text).toContain(given());
    expect(own.text).not.toContain('activated “Physics I” in');
    const csv = await admin.get(`${laurel.url}/admin/audit.csv?person=${person.id}`);
    expect(csv.text).toMatch(/^When,Who,What,To what,Platform,Deployment,Course,Details\r\n/);
    const german = await admin.get(`${laurel.url}/admin/audit.csv?lang=de`);
    expect(german.text).toMatch(/^Wann,Wer,Was,Woran,Plattform,Deployment,Kurs,Einzelheiten\r\n/);
    await admin.get(`${laurel.url}/admin/audit?lang=en`);
    expect(csv.text.trim().split('\n')).toHaveLength(2);
  });

  it('names people as they are called now, and nobody who was erased', async () => {
    const platformId = registered.moodle.id;
    const userId = moodle.person('learner2').sub;
    const seen = await laurel.people.seen({ platformId, userId, name: 'Hương Trần' });
    expect((await log('?action=award.award')).text).toContain('gave “Physics I” to Hương Trần.');
    await laurel.people.erase(seen.id, 'self');
    const { text } = await log('?action=award.award');
    expect(text).toContain('to somebody who is not known here any more.');
    expect((await log()).text).toContain('asked for by the person themselves');
  });

  it('has no person of another platform', async () => {
    const theirs = await laurel.people.seen({ platformId: registered.canvas.id, userId: 'x' });
    const { page } = await log(`?person=${theirs.id}`);
    expect(page.status).toBe(404);
  });
});
