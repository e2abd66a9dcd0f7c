import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../../src/achievements/composed/families/index.js';
import {
  fieldsOf,
  imageOf,
  setUpOf,
  shownIcons,
  studioAt,
  TYPED,
} from '../../support/badge-studio.js';
import { openCourse, textOf } from '../../support/open-course.js';
import { laurel, open, useCourse } from '../../support/use-course.js';

useCourse('moodle');

const { send, openStudio, activate } = studioAt(() => laurel.url);

describe('the badge studio', () => {
  it('opens from a badge that is being set up, keeps what was typed, and takes the look back there', async () => {
    const { browser } = await open.enter('teacher');
    const studio = await openStudio(browser);
    expect(studio.url).toMatch(/\/course\/drafts\/[\w-]+\/studio$/);
    for (const { name } of FAMILIES) expect(studio.text).toContain(`value="${name}"`);
    const chosen = {
      family: 'banner',
      emblem: 'icon',
      icon: 'dna',
      palette: 'ocean',
      motto: 'Class of 2026',
      step: '2',
      of: '3',
    };
    const drawn = await send(browser, studio, { ...chosen, do: 'preview' });
    expect(drawn.status).toBe(200);
    const picture = await fetch(new URL(imageOf(drawn), laurel.url));
    expect(picture.status).toBe(200);
    expect(picture.headers.get('content-type')).toContain('image/svg+xml');
    const svg = await picture.text();
    expect(svg).toContain('#1d5c8f');
    const draft = await send(browser, drawn, { ...chosen, do: 'use' });
    expect(setUpOf(draft)).toMatchObject({ ...TYPED, template: 'studio', palette: 'studio' });
    expect(JSON.parse(setUpOf(draft)['art'] ?? '')).toMatchObject({
      family: 'banner',
      emblem: { kind: 'icon', icon: 'dna' },
      main: '#1d5c8f',
      motto: 'Class of 2026',
      level: { step: 2, of: 3 },
    });
  });

  it('draws the badge as it was composed, and keeps that picture for good', async () => {
    const { browser } = await open.enter('teacher');
    const studio = await openStudio(browser, { ...TYPED, name: 'Kept for good' });
    const drawn = await send(browser, studio, { family: 'gear', palette: 'plum', do: 'preview' });
    const preview = await (await fetch(new URL(imageOf(drawn), laurel.url))).text();
    await activate(browser, drawn);
    const listed = await laurel.achievements.list(open.course);
    const made = listed.find(({ content }) => content.name === 'Kept for good');
    const image = `/achievements/${made?.id}/versions/1/image`;
    const ask = async (format: string) => fetch(`${laurel.url}${image}.${format}`);
    const svg = await (await ask('svg')).text();
    const withoutAlt = (text: string) => text.replace(/<title>.*?<\/title>/, '');
    expect(withoutAlt(svg)).toBe(withoutAlt(preview));
    expect(
      Buffer.from(await (await ask('png')).arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    const drawings = laurel.store.connection.db?.collection<{ _id: string; svg: string }>(
      'achievementDrawings',
    );
    expect((await drawings?.findOne({ _id: `${made?.id}/1` }))?.svg).toBe(svg);
  });

  it('comes back with what was chosen where a badge is drawn by a first template', async () => {
    const { browser } = await open.enter('teacher');
    const studio = await openStudio(browser, {
      ...TYPED,
      template: 'orbit',
      palette: 'ember',
    } as never);
    expect(fieldsOf(studio)).toMatchObject({ family: 'ring-text', palette: 'ember' });
  });

  it('finds icons by words of the reader’s language and of English, without JavaScript', async () => {
    const { browser } = await open.enter('teacher');
    const studio = await openStudio(browser);
    const chosen = fieldsOf(studio)['icon'];
    expect(shownIcons(studio).length).toBeGreaterThanOrEqual(200);
    const english = await send(browser, studio, { find: 'law', do: 'find' });
    expect(shownIcons(english).sort()).toEqual(['scales', chosen].sort());
    const none = await send(browser, studio, { find: 'no such thing', do: 'find' });
    expect(shownIcons(none)).toEqual([chosen]);
    expect(textOf(none)).toContain('Icons found: 0');
    const german = await browser.request(`${laurel.url}${new URL(studio.url).pathname}?lang=de`, {
      method: 'POST',
      body: new URLSearchParams({ ...fieldsOf(studio), find: 'äskulap', do: 'find' }),
      headers: { origin: laurel.url },
    });
    expect(shownIcons(german)).toContain('asclepius');
  });

  it('refuses two colours that are too alike, and suggests one that does', async () => {
    const { browser } = await open.enter('teacher');
    const studio = await openStudio(browser);
    const alike = { palette: 'own', main: '#1f6a4d', accent: '#2a7a5a' };
    const refused = await send(browser, studio, { ...alike, do: 'use' });
    expect(refused.status).toBe(422);
    expect(textOf(refused)).toContain('too alike');
    const suggestion = /value="suggest:(#[0-9a-f]{6})"/.exec(refused.text)?.[1] ?? '';
    expect(textOf(refused)).toContain(suggestion);
    const mended = await send(browser, refused, { do: `suggest:${suggestion}` });
    expect(fieldsOf(mended)).toMatchObject({ palette: 'own', main: '#1f6a4d', accent: suggestion });
    expect(textOf(mended)).not.toContain('too alike');
    const used = await send(browser, mended, { do: 'use' });
    expect(JSON.parse(setUpOf(used)['art'] ?? '')).toMatchObject({ accent: suggestion });
  });

  it('says which field is wrong, and keeps what was typed', async () => {
    const { browser } = await open.enter('teacher');
    const studio = await openStudio(browser);
    const wrong = { emblem: 'letters', letters: 'ABCD', motto: 'x'.repeat(41), step: '5', of: '3' };
    const refused = await send(browser, studio, { ...wrong, do: 'use' });
    expect(refused.status).toBe(422);
    const words = textOf(refused);
    for (const told of [
      'one to three letters',
      'At most 40 characters',
      'The level cannot be higher',
    ])
      expect(words).toContain(told);
    expect(fieldsOf(refused)).toMatchObject(wrong);
    for (const bad of [
      { family: 'nothing' },
      { icon: '../x', emblem: 'icon' },
      { palette: 'own', main: 'red' },
    ])
      expect((await send(browser, studio, { ...bad, do: 'use' })).status).toBe(422);
  });

  it('says where a name goes that does not fit, and one that no font has', async () => {
    const { browser } = await open.enter('teacher');
    const long = await openStudio(browser, {
      ...TYPED,
      name: 'Grundlagen der wissenschaftlichen Datenauswertung und Visualisierung',
    });
    expect(textOf(long)).toContain('so it stands below');
    const cuneiform = await openStudio(browser, { ...TYPED, name: '\u{12000}\u{12001}' });
    expect(textOf(cuneiform)).toContain('No font is installed');
    const setUp = await send(browser, cuneiform, { do: 'use' });
    expect(textOf(setUp)).toContain('The picture cannot show: \u{12000} \u{12001}');
    const drawn = await send(browser, long, { do: 'use' });
    expect(textOf(drawn)).not.toContain('The picture cannot show');
  });

  it('answers with its live part alone where a script asks', async () => {
    const { browser } = await open.enter('teacher');
    const studio = await openStudio(browser);
    const part = await send(browser, studio, { family: 'crest', do: 'preview', part: 'preview' });
    expect(part.text).toContain('id="studio-preview"');
    expect(part.text).not.toContain('name="family"');
    expect(imageOf(part)).toContain('crest');
  });

  it('is not open to learners, nor for a draft of another course', async () => {
    const { browser } = await open.enter('teacher');
    const studio = await openStudio(browser);
    const learner = await open.enter('learner1');
    expect((await learner.browser.get(studio.url)).status).toBe(403);
    const elsewhere = await openCourse('moodle', laurel);
    const other = await elsewhere.enter('teacher');
    expect((await other.browser.get(studio.url)).status).toBe(404);
    await elsewhere.platform.close();
  });
});

describe('the studio of an active badge', () => {
  it('carries the change that was typed, and gives it back with the look', async () => {
    const { browser } = await open.enter('teacher');
    const active = await activate(
      browser,
      await openStudio(browser, { ...TYPED, name: 'Changed look' }),
    );
    const address = `${active.url.split('?')[0]}/edit`;
    const edit = await browser.get(address);
    expect(setUpOf(edit)).toMatchObject({ template: 'studio', palette: 'studio' });
    const typed = { criteria: 'Pass it twice.', do: 'studio' };
    const studio = await send(browser, edit, typed, `${address}/studio`);
    const later = await send(browser, studio, { family: 'ticket', do: 'preview' });
    const back = await send(browser, later, { do: 'use' });
    expect(back.status).toBe(200);
    expect(setUpOf(back)).toMatchObject({ criteria: 'Pass it twice.', name: 'Changed look' });
    expect(JSON.parse(setUpOf(back)['art'] ?? '')).toMatchObject({ family: 'ticket' });
    const left = await send(browser, later, { do: 'leave' });
    expect(setUpOf(left)).toMatchObject({ criteria: 'Pass it twice.', template: 'studio' });
    const nonsense = await send(browser, later, { carried: '{"a[$ne]":1', do: 'use' });
    expect(setUpOf(nonsense)).toMatchObject({ criteria: 'Pass the activity.' });
  });

  it('keeps a picture that was chosen and not yet uploaded, and refuses one beside its field', async () => {
    const { browser } = await open.enter('teacher');
    const active = await activate(browser, await openStudio(browser, { ...TYPED, name: 'Kept' }));
    const address = `${active.url.split('?')[0]}/edit`;
    const edit = await browser.get(address);
    const openWith = (file: Blob) => {
      const body = new FormData();
      for (const [name, value] of Object.entries({ ...setUpOf(edit), do: 'studio' }))
        body.append(name, value);
      body.append('picture', file, 'own.svg');
      const headers = { origin: laurel.url };
      return browser.request(`${address}/studio`, { method: 'POST', body, headers });
    };
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>';
    const studio = await openWith(new Blob([svg], { type: 'image/svg+xml' }));
    expect(studio.status).toBe(200);
    const left = await send(browser, studio, { do: 'leave' });
    expect(setUpOf(left)).toMatchObject({ name: 'Kept', template: 'upload' });
    expect(setUpOf(left)['imageId']).toMatch(/^[\w-]{20,}$/);
    const refused = await openWith(new Blob(['no picture'], { type: 'image/png' }));
    expect(refused.status).toBe(422);
    expect(refused.text).toMatch(/class="error"/);
    expect(setUpOf(refused)).toMatchObject({ name: 'Kept' });
  });
});
