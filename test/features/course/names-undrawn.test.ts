import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hanFile } from '../../../src/typesetting/font-files.js';
import { openCourse, textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

const TYPED = {
  name: 'Data analysis',
  canDo: 'summarise data',
  criteria: 'Pass the activity.',
  release: 'immediately',
};
/** No font that Laurel brings along has Tibetan. */
const TIBETAN = 'བསྟན་འཛིན';

let laurel: TestLaurel;
let open: Awaited<ReturnType<typeof openCourse>>;

beforeAll(async () => {
  laurel = await startTestLaurel();
  open = await openCourse('moodle', laurel);
  Object.assign(open.platform.person('learner9'), { name: 'Yuko Tanaka' });
});
afterAll(async () => {
  await open.platform.close();
  await laurel.close();
});

async function look(changes: Record<string, string> = {}): Promise<string> {
  const { browser } = await open.enter('teacher');
  const page = await browser.get(`${laurel.url}/course/new`);
  const fields = { ...TYPED, ...changes, do: 'simulate' };
  const { text } = await browser.submit(page, fields, '/course/new');
  return text;
}

const selfTest = async () => {
  const { browser } = await open.enter('admin');
  const { platformId } = open.course;
  return textOf(await browser.get(`${laurel.url}/admin/platforms/${platformId}/self-test`));
};

describe('names that no font at hand can draw', () => {
  it('are no matter where there are none', async () => {
    expect(await look()).not.toContain('Some names cannot be drawn');
    expect(await selfTest()).toContain('The fonts at hand draw every learner’s name');
  });

  it('are told before activation, of the badge too, with what to do', async () => {
    const text = await look({ name: `Grammar ${TIBETAN}` });
    expect(text).toContain('Some names cannot be drawn');
    expect(text).toContain('The badge’s name has letters (Tibetan)');
    expect(text).toContain('<code dir="ltr">FONT_DIR</code>');
    expect(text).not.toContain('fonts:cjk');
  });

  it('are told of learners by name, not of teachers', async () => {
    Object.assign(open.platform.person('learner3'), { name: TIBETAN });
    Object.assign(open.platform.person('teacher'), { name: 'ꦏꦐ' });
    await laurel.grades.roster(open.course, [], laurel.clock.now());
    const text = await look();
    expect(text).toContain('One learner’s name has letters that no font here has (Tibetan)');
    expect(text).toContain(`<li><bdi>${TIBETAN}</bdi></li>`);
    expect(text).not.toContain('Javanese');
  });

  it('are asked for by the self-test, by the rosters that were read', async () => {
    const told = await selfTest();
    expect(told).toContain('need fonts for Tibetan, such as in');
    expect(told).toContain('name it in FONT_DIR');
    // Everything works without them: a hint, and no failure.
    expect(told).toContain('Fonts for names could be better');
    expect(told).not.toMatch(/does not work Learners’ names/);
    const { scripts } = (await laurel.lti.contexts.find(open.course)) ?? {};
    expect(scripts).toContain('Tibt');
    expect(scripts).not.toContain('Java');
  });

  it.skipIf(hanFile('sc', 'regular') !== null)(
    'are Chinese ones where those fonts were not added',
    async () => {
      Object.assign(open.platform.person('learner3'), { name: '李明' });
      await laurel.grades.roster(open.course, [], laurel.clock.now());
      expect(await look()).toContain('<code dir="ltr">npm run fonts:cjk</code>');
      const told = await selfTest();
      expect(told).toContain('need fonts for Han');
      expect(told).toContain('or build the image with CJK_FONTS');
    },
  );
});
