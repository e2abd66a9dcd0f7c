import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEverybody, type Everybody } from '../../security/everybody.js';
import type { Visitor } from '../../security/two-courses.js';
import { watchStore } from '../../support/watch-store.js';

/**
 * How many commands the store gets for what people and programs do most, once what is kept for a while is kept. Fewer is a new
 * budget; more needs a reason, for each of them is a wait of whoever asks.
 */
const BUDGET = {
  rulePage: 24,
  coursePage: 32,
  learnerPage: 10,
  ownBadge: 14,
  admin: 29,
  audit: 10,
  /** With the page that is shown then. */
  award: 44,
  check: 18,
};

let world: Everybody;
beforeAll(async () => {
  world = await openEverybody();
});
afterAll(() => world.close());

/** @returns the names of what was asked, so that a failure tells what came in addition */
async function commandsOf(run: () => Promise<unknown>): Promise<string[]> {
  const { laurel } = world;
  const settled = () => Promise.all([laurel.web.afterAnswer.idle(), laurel.home.idle()]);
  await settled();
  const seen = await watchStore(laurel.store, async () => {
    await run();
    await settled();
  });
  return seen.map(({ name, collection }) => `${name} ${collection}`).sort();
}

const look = (visitor: Visitor, path: string) => async () => {
  const { status, text } = await visitor.browser.get(`${world.laurel.url}${path}`);
  if (status !== 200) throw new Error(`${path}: ${status} ${text.slice(0, 200)}`);
};

describe('the store is asked no more than it was', () => {
  it.each([
    ['rulePage', () => look(world.visitors.teacher, `/course/badges/${world.ids.ruleId}`)],
    ['coursePage', () => look(world.visitors.teacher, '/course')],
    ['learnerPage', () => look(world.visitors.learner, '/my')],
    ['ownBadge', () => look(world.visitors.learner, `/my/badges/${world.ids.awardId}`)],
    ['admin', () => look(world.visitors.operator, '/admin')],
    ['audit', () => look(world.visitors.operator, '/admin/audit')],
  ] as const)('by the page %s', async (name, lookAt) => {
    const visit = lookAt();
    await visit();
    const asked = await commandsOf(visit);
    expect(asked.length, asked.join(', ')).toBeLessThanOrEqual(BUDGET[name]);
  });

  it('by a check of a course in which nothing changed', async () => {
    const { laurel, tenant } = world;
    const course = {
      platformId: tenant.platformId,
      deploymentId: tenant.tool.deploymentId,
      contextId: tenant.course.contextId,
    };
    await laurel.checks.check(course);
    const asked = await commandsOf(() => laurel.checks.check(course));
    expect(asked.length, asked.join(', ')).toBeLessThanOrEqual(BUDGET.check);
  });

  it('by a badge that a teacher gives by hand', async () => {
    const { laurel, tenant, ids, moodle } = world;
    const { browser } = await tenant.enter('teacher');
    const give = async (login: string) => {
      const user = encodeURIComponent(moodle.person(login).sub);
      const page = await browser.get(
        `${laurel.url}/course/badges/${ids.ruleId}/learner?user=${user}`,
      );
      return commandsOf(() => browser.submit(page, { reason: 'Shown in class.' }, '/award'));
    };
    await give('learner2');
    const asked = await give('learner3');
    expect(asked.length, asked.join(', ')).toBeLessThanOrEqual(BUDGET.award);
    const held = await laurel.store.connection
      .collection('awards')
      .countDocuments({ ruleId: ids.ruleId, state: 'active' });
    expect(held).toBe(3);
  });
});
