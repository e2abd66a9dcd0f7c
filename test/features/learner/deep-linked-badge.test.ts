import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepItems, readDeepLinkingResponse } from '../../support/lms/deep-linking.js';
import { createBrowser, formsOf, launch } from '../../support/lms/index.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { openCourse, textOf } from '../../support/open-course.js';

const TYPED = {
  name: 'Data analysis',
  canDo: 'clean and summarise data',
  criteria: 'Pass the activity.',
  release: 'immediately',
};
let laurel: TestLaurel;
beforeAll(async () => {
  laurel = await startTestLaurel();
});
afterAll(() => laurel.close());

describe.each(['moodle', 'canvas'] as const)(
  'a deep-linked badge on a %s-like platform',
  (kind) => {
    let open: Awaited<ReturnType<typeof openCourse>>;
    let ruleId = '';
    let link: ReturnType<typeof keepItems>[number];

    beforeAll(async () => {
      open = await openCourse(kind, laurel);
      open.platform.setGrade('learner1', open.tool.link.column!, 90);
      open.platform.setGrade('learner2', open.tool.link.column!, 40);
      const { browser } = await open.enter('teacher');
      const empty = await browser.get(`${laurel.url}/course/new`);
      const looked = await browser.submit(empty, { ...TYPED, do: 'simulate' }, '/course/new');
      const active = await browser.submit(looked, { ...TYPED, do: 'activate' }, '/course/drafts/');
      ruleId = /course\/badges\/([\w-]+)/.exec(active.url)?.[1] ?? '';
    });
    afterAll(() => open.platform.close());

    const enter = async (as: string, custom = link.custom) => {
      const { response } = await launch(open.platform, { as, link: { ...link, custom } });
      return response;
    };

    it('is offered to the activity chooser, and returned with its own column (Deep Linking 2.0, 3.2; AGS 2.0, 3.1.2)', async () => {
      const { platform, tool } = open;
      const browser = createBrowser();
      const asked = await launch(platform, { as: 'teacher', message: 'deep-linking', browser });
      expect(textOf(asked.response)).toContain('Data analysis');
      const [rule] = await laurel.achievements.list(open.course);
      const back = await browser.submit(asked.response, { badge: rule!.id }, '/deep-linking');
      const jwt = formsOf(back)[0]?.fields['JWT'] ?? '';
      const read = await readDeepLinkingResponse(platform, tool, platform.course, jwt);
      expect(read.items).toMatchObject([
        {
          title: 'Data analysis',
          custom: { laurel_badge: rule!.id },
          lineItem: {
            label: 'Data analysis',
            scoreMaximum: 100,
            resourceId: rule!.id,
            tag: 'laurel',
          },
        },
      ]);
      link = keepItems(platform, read)[0]!;
    });

    it('leads its instructor to the badge', async () => {
      const page = await enter('teacher');
      expect(page.status).toBe(200);
      expect(page.url).toBe(`${laurel.url}/course/badges/${ruleId}`);
    });

    it('leads a learner who has earned it to their badge', async () => {
      const page = await enter('learner1');
      expect(page.url).toMatch(/\/my\/badges\/[\w-]+$/);
      expect(textOf(page)).toContain('Data analysis');
    });

    it('leads a learner who has not to what is still to be done for it', async () => {
      const page = await enter('learner2');
      expect(page.url.split('#')[0]).toBe(`${laurel.url}/my`);
      expect(page.text).toContain(`id="badge-${ruleId}"`);
      expect(textOf(page)).toContain('40 of 100');
    });

    it('brings no column along where something else than a column of the tool’s own feeds the badge', async () => {
      const { platform } = open;
      const browser = createBrowser();
      const rules = laurel.store.connection.collection<{ _id: string; inputs: object[] }>('rules');
      const rule = (await rules.findOne({ _id: ruleId }))!;
      for (const source of kind === 'moodle' ? ['mirror', 'restricted', 'moodle'] : ['canvas']) {
        const inputs = rule.inputs.map((input) => ({ ...input, source }));
        await rules.updateOne({ _id: ruleId }, { $set: { inputs } });
        const asked = await launch(platform, { as: 'teacher', message: 'deep-linking', browser });
        expect(textOf(asked.response)).not.toContain('gradebook column');
        const [badge] = await laurel.achievements.list(open.course);
        const back = await browser.submit(asked.response, { badge: badge!.id }, '/deep-linking');
        const jwt = formsOf(back)[0]?.fields['JWT'] ?? '';
        const read = await readDeepLinkingResponse(platform, open.tool, platform.course, jwt);
        expect(read.items, source).toHaveLength(1);
        expect(read.items[0], source).not.toHaveProperty('lineItem');
      }
      await rules.updateOne({ _id: ruleId }, { $set: { inputs: rule.inputs } });
    });

    it('leads, in the copy of a course and in the copy of that, to the badge that was brought from it', async () => {
      const { platform, tool } = open;
      tool.settings.custom.context_history = '$Context.id.history';
      let course = platform.course;
      for (const generation of ['copy', 'copy of the copy']) {
        course = platform.copyCourse(course);
        const copied = course.columns.find((column) => column.link?.custom.laurel_badge)?.link;
        expect(copied?.custom, generation).toEqual(link.custom);
        const into = async (as: string) => {
          const browser = createBrowser();
          const { response } = await launch(platform, { as, browser, link: copied!, course });
          return { browser, page: response };
        };
        if (kind === 'canvas') {
          // Canvas's history names any import: badges come along where somebody asks for it.
          const asked = await into('teacher');
          await asked.browser.submit(asked.page, { do: 'bring' }, '/course/bring/offer');
        }
        const { browser, page } = await into('teacher');
        expect(page.url, generation).toMatch(/\/course\/drafts\/[\w-]+$/);
        expect((await into('learner1')).page.url).toBe(`${laurel.url}/my`);
        const looked = await browser.submit(page, { do: 'simulate' }, '/course/drafts/');
        const active = await browser.submit(looked, { do: 'activate' }, '/course/drafts/');
        const id = /course\/badges\/([\w-]+)/.exec(active.url)?.[1];
        expect(id, textOf(active)).toBeDefined();
        expect((await into('teacher')).page.url).toBe(`${laurel.url}/course/badges/${id}`);
        const { page: theirs } = await into('learner2');
        expect(theirs.text).toContain(`id="badge-${id}"`);
        expect(theirs.text).not.toContain(`id="badge-${ruleId}"`);
      }
    }, 120_000);

    it('leads to the course where it names a badge of another course, or none', async () => {
      const foreign = await enter('teacher', { laurel_badge: 'somebody-elses' });
      expect(foreign.url).toBe(`${laurel.url}/course`);
      expect((await enter('teacher', { laurel_badge: '' })).url).toBe(`${laurel.url}/course`);
    });
  },
);
