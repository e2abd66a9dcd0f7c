import { afterEach, describe, expect, it } from 'vitest';
import { createBrowser, launch } from '../support/lms/index.js';
import { activate, openWorld, type Closing } from './open-world.js';
import { PATIENCE_MS, type ToolProcess } from './processes.js';

const closing: Closing = [];
afterEach(async () => {
  for (const end of closing.splice(0).reverse()) await end();
});

const LEARNERS = Array.from({ length: 12 }, (_, n) => `learner${n + 1}`);
const FIRST = LEARNERS.slice(0, 6);
const PASSING = LEARNERS.slice(0, 11);
/** The store that both share: a real MongoDB where there is one, else the embedded one of the first. */
const MONGO = process.env['TEST_MONGODB_URL'];

/** Several waits follow one another; each ends as soon as there is what it waits for. */
const WHOLE_MS = 5 * PATIENCE_MS;

describe.each([
  ['moodle', 'owner', 'owns the store'],
  ['canvas', 'owner', 'owns the store'],
  ['moodle', 'guest', 'has joined the store'],
] as const)(
  'two processes behind a round-robin proxy, on a %s-like platform',
  (kind, who, words) => {
    it(
      `pass the journey, and when the one that ${words} is killed the other goes on: one badge each`,
      async () => {
        const world = await openWorld(closing, kind, MONGO);
        const { proxy, platform, tool, processes, connection, count } = world;
        const teacher = await activate(world);
        expect([...proxy.answered.values()].every((answers) => answers >= 2)).toBe(true);
        expect(proxy.answered.size).toBe(2);

        const column = tool.link.column!;
        for (const learner of FIRST) platform.setGrade(learner, column, 80);
        platform.setGrade('learner12', column, 69.99);
        await expect
          .poll(() => count('awards'), { timeout: PATIENCE_MS, interval: 20 })
          .toBeGreaterThan(0);
        // In the middle: awards are there, and whatever is signed, sent or noted next is not yet done.
        await processes[who].kill();
        const rest: ToolProcess = who === 'owner' ? processes.guest : processes.owner;
        for (const learner of PASSING) platform.setGrade(learner, column, 90);

        await expect
          .poll(() => count('credentials').catch(() => 0), { timeout: PATIENCE_MS, interval: 200 })
          .toBe(PASSING.length);
        expect(rest.child.exitCode).toBeNull();

        // The session that the other process opened is good here too.
        const page = await teacher.browser.get(teacher.rulePage);
        expect(page.status, page.text).toBe(200);
        const back = createBrowser();
        const { response: mine } = await launch(platform, { as: 'learner1', browser: back });
        const href = /href="(\/my\/badges\/[\w-]+)"/.exec(mine.text)?.[1] ?? '';
        const badge = await back.get(`${proxy.url}${href}`);
        const shared = await back.submit(badge, { visibility: 'public' }, '/share');
        const address = /http:\/\/localhost:\d+\/credentials\/[\w-]+/.exec(shared.text)?.[0] ?? '';
        const stranger = await fetch(address, { headers: { accept: 'application/json' } });
        expect(stranger.status).toBe(200);
        const report = await fetch(`${proxy.url}/api/verify`, {
          method: 'POST',
          body: await stranger.text(),
          headers: { 'content-type': 'application/json' },
        });
        expect(await report.json()).toMatchObject({ verdict: 'valid' });

        // Two more rounds of polls give nothing twice.
        const checks = connection.db!.collection('course_checks');
        const checkedAt = async () => (await checks.findOne())?.['checkedAt'] as Date;
        for (let round = 0; round < 2; round += 1) {
          const before = await checkedAt();
          await expect.poll(checkedAt, { timeout: PATIENCE_MS, interval: 100 }).not.toEqual(before);
        }
        const awards = await connection.db!.collection('awards').find().toArray();
        const people = new Set(awards.map((award) => String(award['userId'])));
        expect(people).toEqual(new Set(PASSING.map((one) => platform.person(one).sub)));
        expect(awards).toHaveLength(PASSING.length);
        expect(await count('credentials')).toBe(PASSING.length);
      },
      WHOLE_MS,
    );
  },
);
