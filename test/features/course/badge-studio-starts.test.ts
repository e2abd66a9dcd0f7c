import { describe, expect, it } from 'vitest';
import { drawComposed } from '../../../src/achievements/composed/draw-composed.js';
import { renderPng } from '../../../src/achievements/art/draw-art.js';
import { personIdOf } from '../../../src/people/index.js';
import { fieldsOf, imageOf, setUpOf, studioAt, TYPED } from '../../support/badge-studio.js';
import {
  createBrowser,
  launch,
  type Browser,
  type BrowserAnswer,
} from '../../support/lms/index.js';
import { openCourse, textOf } from '../../support/open-course.js';
import { laurel, open, useCourse } from '../../support/use-course.js';

useCourse('moodle');

const { send, openStudio, activate } = studioAt(() => laurel.url);

describe('templates of the studio', () => {
  const save = (browser: Browser, studio: BrowserAnswer, more: Record<string, string>) =>
    send(browser, studio, { family: 'patch', palette: 'teal', do: 'template', ...more });

  it('are one’s own: seen, used and removed by nobody else', async () => {
    const { browser } = await open.enter('teacher');
    const studio = await openStudio(browser);
    expect((await save(browser, studio, { templateName: '' })).status).toBe(422);
    const saved = await save(browser, studio, { templateName: 'Faculty patch', forAll: 'yes' });
    expect(textOf(saved)).toContain('The template is saved.');
    const key = /value="start:(template-[\w-]+)"/.exec(saved.text)?.[1] ?? '';
    const started = await send(browser, studio, { do: `start:${key}` });
    expect(fieldsOf(started)).toMatchObject({ family: 'patch', palette: 'teal' });
    const { browser: other } = await open.enter('nonediting');
    const elsewhere = await openStudio(other);
    expect(textOf(elsewhere)).not.toContain('Faculty patch');
    expect((await send(other, elsewhere, { do: `start:${key}` })).status).toBe(404);
    await send(other, elsewhere, { do: key.replace('template-', 'remove:') });
    expect(textOf(await openStudio(browser))).toContain('Faculty patch');
    const removed = await send(browser, studio, { do: key.replace('template-', 'remove:') });
    expect(textOf(removed)).toContain('The template is removed.');
    expect(textOf(removed)).not.toContain('Faculty patch');
  });

  it('of an administrator are everybody’s of their platform, and of no other', async () => {
    const { browser } = await open.enter('admin');
    const saved = await save(browser, await openStudio(browser), {
      templateName: 'House style',
      forAll: 'yes',
    });
    const key = /value="start:(template-[\w-]+)"/.exec(saved.text)?.[1] ?? '';
    const { browser: teacher } = await open.enter('teacher');
    const studio = await openStudio(teacher);
    expect(textOf(studio)).toContain('House style');
    await send(teacher, studio, { do: key.replace('template-', 'remove:') });
    expect(textOf(await openStudio(teacher))).toContain('House style');
    const elsewhere = await openCourse('canvas', laurel);
    const { browser: stranger } = await elsewhere.enter('teacher');
    const theirs = await openStudio(stranger);
    expect(textOf(theirs)).not.toContain('House style');
    expect((await send(stranger, theirs, { do: `start:${key}` })).status).toBe(404);
    await elsewhere.platform.close();
  });

  it('are told to their owner and erased with them', async () => {
    const { browser } = await open.enter('teacher');
    await save(browser, await openStudio(browser), { templateName: 'Mine alone' });
    const { platformId } = open.course;
    const person = await laurel.store.connection.db
      ?.collection('art_templates')
      .findOne({ name: 'Mine alone' });
    const id = personIdOf(platformId, String(person?.['userId']));
    expect(JSON.stringify(await laurel.people.exportData(id))).toContain('Mine alone');
    await laurel.people.erase(id, 'test');
    expect(
      await laurel.store.connection.db
        ?.collection('art_templates')
        .countDocuments({ name: 'Mine alone' }),
    ).toBe(0);
  });
});

describe('another badge’s look', () => {
  it('begins a new one, from this course and from others that one teaches', async () => {
    const { browser } = await open.enter('teacher');
    const studio = await openStudio(browser, { ...TYPED, name: 'Copied look' });
    await activate(
      browser,
      await send(browser, studio, { family: 'arch', palette: 'bronze', do: 'preview' }),
    );
    const next = await openStudio(browser);
    const key =
      /value="start:(badge-[\w-]+)"[^>]*><img[^>]*><span><bdi>Copied look/.exec(next.text)?.[1] ??
      '';
    expect(fieldsOf(await send(browser, next, { do: `start:${key}` }))).toMatchObject({
      family: 'arch',
      palette: 'bronze',
    });
    const course = open.platform.addCourse({ title: 'Second course' });
    const link = open.platform.addLink(open.tool, { course });
    const second = createBrowser();
    await launch(open.platform, { as: 'teacher', browser: second, link, course });
    const there = await openStudio(second);
    expect(textOf(there)).toContain('Badges of Introduction to Data');
    expect(fieldsOf(await send(second, there, { do: `start:${key}` }))).toMatchObject({
      family: 'arch',
    });
    expect((await send(second, there, { do: 'start:badge-nothing' })).status).toBe(404);
  });
});

describe('a badge of this course', () => {
  it('is duplicated into a draft that says, asks for and looks like the same', async () => {
    const { browser } = await open.enter('teacher');
    const studio = await openStudio(browser, { ...TYPED, name: 'To duplicate' });
    const active = await activate(
      browser,
      await send(browser, studio, { family: 'stamp', do: 'preview' }),
    );
    const path = new URL(active.url).pathname;
    const page = await browser.get(`${laurel.url}${path}`);
    const draft = await browser.submit(page, {}, `${path}/duplicate`);
    expect(draft.url).toContain('/course/drafts/');
    expect(setUpOf(draft)).toMatchObject({ ...TYPED, name: 'To duplicate (copy)' });
    expect(JSON.parse(setUpOf(draft)['art'] ?? '')).toMatchObject({ family: 'stamp' });
    const elsewhere = await openCourse('moodle', laurel);
    const other = await elsewhere.enter('teacher');
    const theirs = await other.browser.get(`${laurel.url}/course/new`);
    const refused = await send(other.browser, theirs, {}, `${laurel.url}${path}/duplicate`);
    expect(refused.status).toBe(404);
    await elsewhere.platform.close();
  });
});

describe('the school’s logo', () => {
  it('is offered where the issuer has one that is kept here, and drawn into the picture', async () => {
    const { browser } = await open.enter('teacher');
    expect((await openStudio(browser)).text).not.toContain('value="logo"');
    const png = renderPng(
      drawComposed({
        family: 'minimal',
        colours: { main: '#112233', accent: '#ffffff' },
        emblem: { kind: 'none' },
        title: { text: '', place: 'none' },
        motto: '',
        alt: '',
      }).svg,
      200,
    );
    const id = await laurel.achievements.addPicture(png, 'test');
    const identity = 'did:web' as const;
    const profile = { name: 'A school', url: 'https://a.example/', pictureId: id, identity };
    await laurel.credentials.issuers.save(open.course.platformId, profile, {
      actor: 'test',
      revision: 0,
    });
    const studio = await openStudio(browser);
    expect(studio.text).toContain('value="logo"');
    const drawn = await send(browser, studio, { emblem: 'logo', do: 'preview' });
    const svg = await (await fetch(new URL(imageOf(drawn), laurel.url))).text();
    expect(svg).toContain('href="data:image/png;base64,');
  });
});
