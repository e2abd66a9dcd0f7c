import { beforeAll, describe, expect, it } from 'vitest';
import { personKey } from '../../../src/awards/index.js';
import { openTenant, setUpBadge } from '../../security/two-courses.js';
import { enterAsOperator } from '../../support/enter-as-operator.js';
import type { Browser } from '../../support/lms/index.js';
import { enterAs, laurel, moodle, registered, useOperator } from './use-operator.js';

const DAY_MS = 86_400_000;
/** Persons who hold a badge, and how many awards the first of them has: more than are read at once. */
const PERSONS = 120;
const MANY = 230;
const SECOND = 'second-deployment';
useOperator();
let admin: Browser;
let operator: Browser;
let achievementId = '';

const awards = () => laurel.store.connection.collection('awards');
const at = (path: string) => `${laurel.url}/admin/record${path}`;

beforeAll(async () => {
  const { id: platformId, tool } = registered.moodle;
  const tenant = openTenant(laurel, moodle, platformId, tool);
  const { ruleId } = await setUpBadge(laurel, tenant, 'Physics I');
  const rules = laurel.store.connection.collection('rules');
  achievementId = String((await rules.findOne({ _id: ruleId as never }))?.['achievementId']);
  await awards().deleteMany({});
  const now = laurel.clock.now().getTime();
  const rowOf = (person: number, award: number, deploymentId: string) => ({
    _id: `${deploymentId}-${person}-${award}`,
    platformId,
    deploymentId,
    contextId: 'c',
    ruleId: 'r',
    achievementId: award === 0 ? achievementId : `other-${award}`,
    achievementVersion: 1,
    personKey: personKey(platformId, `${deploymentId}-user-${person}`),
    userId: `${deploymentId}-user-${person}`,
    cycle: 1,
    state: 'active',
    by: 'rule',
    awardedAt: new Date(now - DAY_MS),
    // All of them end at the same moment.
    validUntil: new Date(now + 30 * DAY_MS),
    results: [],
  });
  const own = Array.from({ length: PERSONS }, (_, person) => rowOf(person, 0, tool.deploymentId));
  const many = Array.from({ length: MANY }, (_, n) => rowOf(7, n + 1, tool.deploymentId));
  const theirs = rowOf(0, 0, SECOND);
  await awards().insertMany([...own, ...many, theirs] as never[]);
  await laurel.people.seen({ platformId, userId: theirs.userId, name: 'Of the second' });
  admin = await enterAs(moodle, 'admin');
  operator = (await enterAsOperator(laurel)).browser;
});

/** Follows the links from page to page. @returns how many rows there are in all, and on how many pages */
async function walk(browser: Browser, path: string) {
  let rows = 0;
  let pages = 0;
  let next: string | undefined = at(path);
  const text: string[] = [];
  while (next !== undefined && pages < 40) {
    const page = await browser.get(next);
    expect(page.status).toBe(200);
    pages += 1;
    rows += page.text.split('<th scope="row">').length - 1;
    text.push(page.text);
    const html = page.text.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
    const link = /href="(\/admin\/[^"]*[?&](?:after|place)=[^"]*)"/.exec(html)?.[1];
    next = link && new URL(link, laurel.url).href;
  }
  return { rows, pages, text: text.join('') };
}
const linesOf = async (browser: Browser, path: string) =>
  (await browser.get(at(path))).text.trim().split('\r\n').length - 1;

describe('the pages of the record', () => {
  it('show each person once, with all of their badges', async () => {
    const held = await walk(admin, '');
    expect(held.rows).toBe(PERSONS + 1);
    expect(held.pages).toBe(3);
    expect(held.text.split('>other-').length - 1).toBe(MANY);
    expect((await walk(operator, '')).rows).toBe(PERSONS + 1);
    expect(await linesOf(admin, '.csv')).toBe(PERSONS + MANY + 1);
  });

  it('show each badge that ends once, also where all end at the same moment', async () => {
    const all = PERSONS + MANY + 1;
    expect((await walk(admin, '/ending')).rows).toBe(all);
    expect((await walk(operator, '/ending')).rows).toBe(all);
    expect(await linesOf(operator, '/ending.csv')).toBe(all);
  });

  it('go on where they are about one badge', async () => {
    for (const path of [`?badge=${achievementId}`, `/ending?badge=${achievementId}`]) {
      expect((await walk(admin, path)).rows).toBe(PERSONS + 1);
      expect((await walk(operator, path)).rows).toBe(PERSONS + 1);
    }
  });

  it('show an administrator of one deployment among several that one alone', async () => {
    const { id: platformId } = registered.moodle;
    await laurel.lti.deployments.ensure({
      platformId,
      deploymentId: SECOND,
      status: 'approved',
      frameOrigins: [],
      firstSeenAt: laurel.clock.now(),
    });
    expect((await walk(admin, '')).rows).toBe(PERSONS);
    expect((await walk(admin, `?badge=${achievementId}`)).rows).toBe(PERSONS);
    expect((await walk(admin, '/ending')).rows).toBe(PERSONS + MANY);
    expect((await walk(admin, `/ending?badge=${achievementId}`)).rows).toBe(PERSONS);
    const person = (await laurel.people.find(platformId, `${SECOND}-user-0`))!;
    expect((await admin.get(at(`?person=${person.id}`))).status).toBe(404);
    expect((await admin.get(at(`?after=${SECOND}-0-0`))).status).toBe(404);
    expect((await operator.get(at(`?person=${person.id}`))).text).toContain('Of the second');
  });
});
