import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultKind } from '../support/lms/faults.js';
import { openCourse } from '../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../support/start-test-laurel.js';

/** In an order drawn once; `timeout` is left to the tests of the service client, which move its clock. */
const KINDS: readonly FaultKind[] = [
  'cutJson',
  'duplicate',
  'html',
  'disconnect',
  'reorder',
  'wrongJson',
  'cut',
  'unauthorized401',
];
const SPOILED = new Set<FaultKind>(['duplicate', 'reorder']);

let laurel: TestLaurel;
beforeAll(async () => {
  laurel = await startTestLaurel();
});
afterAll(() => laurel.close());

describe.each(['moodle', 'canvas'] as const)(
  'results of a %s-like platform, spoiled on the way',
  (kind) => {
    let open: Awaited<ReturnType<typeof openCourse>>;
    beforeAll(async () => {
      open = await openCourse(kind, laurel);
      const { browser } = await open.enter('teacher');
      const typed = {
        name: 'Faults',
        canDo: 'stay calm',
        criteria: 'Pass.',
        release: 'immediately',
      };
      const page = await browser.get(`${laurel.url}/course/new`);
      const looked = await browser.submit(page, { ...typed, do: 'simulate' }, '/course/new');
      await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
    });
    afterAll(() => open.platform.close());

    /** User ids that hold a badge, one entry for each. */
    async function holders(): Promise<string[]> {
      const { platformId } = open.course;
      const rows = await laurel.store.connection
        .collection('awards')
        .find({ platformId, state: 'active' })
        .toArray();
      const issued = await laurel.store.connection
        .collection('credentials')
        .countDocuments({ awardId: { $in: rows.map((row) => String(row._id)) } });
      expect(issued).toBe(rows.length);
      return rows.map((row) => String(row.userId)).sort();
    }

    it('end, whatever happened, in one badge for each passing learner and none for anybody else', async () => {
      const { platform, tool, course } = open;
      const passing: string[] = [];
      platform.setGrade('learner12', tool.link.column!, 69.99);
      for (const [n, fault] of KINDS.entries()) {
        const learner = `learner${n + 1}`;
        const { sub } = platform.person(learner);
        platform.setGrade(learner, tool.link.column!, 70 + n);
        platform.faults.add({ kind: fault, match: '/results' });
        const outcome = await laurel.checks.check(course);
        const during = await holders();
        if (SPOILED.has(fault)) passing.push(sub);
        else
          expect(outcome, fault).toMatchObject({
            granted: 0,
            failure: { code: expect.any(String) },
          });
        expect(during, fault).toEqual([...passing].sort());
        platform.faults.clear();
        await laurel.checks.check(course);
        if (!SPOILED.has(fault)) passing.push(sub);
        expect(await holders(), fault).toEqual([...passing].sort());
      }
      expect(await laurel.checks.check(course)).toMatchObject({ granted: 0, changed: 0 });
    }, 240_000);
  },
);
