import { beforeAll, describe, expect, it } from 'vitest';
import { drawArt, renderPng } from '../../../src/achievements/art/draw-art.js';
import type { Browser, BrowserAnswer } from '../../support/lms/index.js';
import { formsOf } from '../../support/lms/browserless.js';
import { laurel, open, useCourse } from '../../support/use-course.js';
import { textOf } from '../../support/open-course.js';

useCourse('moodle');
beforeAll(async () => {
  open.platform.setGrade('learner1', open.tool.link.column!, 90);
});

const PNG = renderPng(drawArt({ template: 'seal', palette: 'plum', text: 'Own', alt: '' }), 200);

/** Sends the set-up form as a browser does: multipart, with the file of its picture. */
async function send(
  browser: Browser,
  page: BrowserAnswer,
  changes: Record<string, string>,
  picture?: Buffer,
): Promise<BrowserAnswer> {
  const form = formsOf(page).find((one) => 'canDo' in one.fields);
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...form?.fields, ...changes }))
    body.set(name, value);
  body.delete('picture');
  if (picture) body.set('picture', new Blob([new Uint8Array(picture)]), 'picture.bin');
  const headers = { origin: laurel.url };
  const answer = await browser.request(form?.action ?? '', { method: 'POST', body, headers });
  const location = answer.headers.get('location');
  return location ? browser.get(new URL(location, answer.url).href) : answer;
}

const TYPED = {
  name: 'Field work',
  canDo: 'keep a field diary',
  criteria: 'Hand in **ten** entries.',
  release: 'immediately',
};

describe('a picture of the instructor’s own', () => {
  it('is taken with a text for those who cannot see it, shown in the preview, and on the badge', async () => {
    const { browser } = await open.enter('teacher');
    const page = await browser.get(`${laurel.url}/course/new`);
    const mute = await send(browser, page, { ...TYPED, do: 'simulate' }, PNG);
    expect(mute.status).toBe(422);
    expect(textOf(mute)).toContain('Say in words what your picture shows.');
    const [, id = ''] = /name="imageId" value="([\w-]+)"/.exec(mute.text) ?? [];
    expect(id).not.toBe('');
    expect(mute.text).toContain(`<img src="/achievements/pictures/${id}.png"`);
    const told = { ...TYPED, imageAlt: 'A purple seal' };
    const looked = await send(browser, mute, { ...told, do: 'simulate' });
    expect(looked.status).toBe(200);
    const active = await send(browser, looked, { ...told, do: 'activate' });
    expect(active.url).toContain('/course/badges/');
    const course = await browser.get(`${laurel.url}/course`);
    const [, image = ''] = /src="(\/achievements\/[^"]+image\.png)"/.exec(course.text) ?? [];
    expect(image).not.toBe('');
    const [badge, picture] = await Promise.all(
      [image, `/achievements/pictures/${id}.png`].map(async (path) =>
        Buffer.from(await (await fetch(`${laurel.url}${path}`)).arrayBuffer()),
      ),
    );
    expect(badge?.equals(picture!)).toBe(true);
    const edit = await browser.get(`${active.url.split('?')[0]}/edit`);
    expect(formsOf(edit).find((one) => 'canDo' in one.fields)?.fields).toMatchObject({
      template: 'upload',
      imageId: id,
      imageAlt: 'A purple seal',
    });
  });

  it('that is none is refused beside its field, and nothing typed is lost', async () => {
    const { browser } = await open.enter('teacher');
    const page = await browser.get(`${laurel.url}/course/new`);
    for (const [bad, words] of [
      [Buffer.from('<html><script>1</script>'), 'neither a PNG'],
      [Buffer.from('<svg viewBox="0 0 1 1"><script>1</script></svg>'), 'script'],
      [Buffer.alloc(1_100_000), 'larger than 1 MB'],
    ] as const) {
      const refused = await send(browser, page, { ...TYPED, do: 'save' }, bad);
      expect(refused.status).toBe(422);
      expect(textOf(refused)).toContain(words);
      expect(refused.text).toContain('keep a field diary');
    }
  });
});

describe('everything a badge can say', () => {
  const ALL = {
    language: 'de',
    type: 'Certification',
    evidenceStatement: 'Ten entries, read by two',
    evidenceLink: 'https://lms.example/task',
    criteriaUrl: 'https://www.example.edu/full',
    field: 'Ecology',
    specialization: 'Birds',
    humanCode: 'ECO7',
    effortHours: '6',
    credits: '2.5',
    eqfLevel: '6',
    tags: 'birds, diary',
    validMonths: '24',
    next: 'https://www.example.edu/next The next one',
    related: 'https://www.example.edu/r',
    skillFramework_1: 'ESCO',
    skillName_1: 'observe birds',
    skillUrl_1: 'http://data.europa.eu/esco/skill/1',
  };

  it('is set on the page, kept on the way, and in the badge', async () => {
    const { browser } = await open.enter('teacher');
    const page = await browser.get(`${laurel.url}/course/new`);
    const typed = { ...TYPED, ...ALL };
    const looked = await send(browser, page, { ...typed, do: 'simulate' });
    expect(looked.text).toContain('<strong>ten</strong>');
    const active = await send(browser, looked, { ...typed, do: 'activate' });
    expect(active.url).toContain('/course/badges/');
    await laurel.checks.check(open.course);
    const stored = await laurel.store.connection
      .collection<{ json: string }>('credentials')
      .findOne({ json: { $regex: 'Ecology' } });
    const badge = JSON.parse(stored?.json ?? '{}') as Record<string, never>;
    expect(badge).toMatchObject({
      evidence: [{ id: ALL.evidenceLink, narrative: ALL.evidenceStatement }],
      credentialSubject: {
        achievement: {
          achievementType: 'Certification',
          inLanguage: 'de',
          fieldOfStudy: 'Ecology',
          specialization: 'Birds',
          humanCode: 'ECO7',
          creditsAvailable: 2.5,
          criteria: { id: ALL.criteriaUrl },
          tag: ['birds', 'diary'],
          related: [{ id: ALL.related }],
          resultDescription: [{ resultType: 'Percent', requiredValue: '70' }],
        },
      },
    });
    const edit = await browser.get(`${active.url.split('?')[0]}/edit`);
    const fields = formsOf(edit).find((one) => 'canDo' in one.fields)?.fields;
    expect(fields).toMatchObject(ALL);
  });

  it('is refused beside its field where it cannot be taken', async () => {
    const { browser } = await open.enter('teacher');
    const page = await browser.get(`${laurel.url}/course/new`);
    const wrong = { evidenceLink: 'javascript:alert(1)', next: 'not an address', language: '<b>' };
    const refused = await send(browser, page, { ...TYPED, ...wrong, do: 'simulate' });
    expect(refused.status).toBe(422);
    for (const name of ['evidenceLink', 'next', 'language']) {
      expect(refused.text).toContain(`id="field-${name}-error"`);
    }
  });
});
