import { beforeAll, describe, expect, it } from 'vitest';
import { createBrowser, launch, type Browser } from '../../support/lms/index.js';
import { bodyOf, textOf } from '../../support/open-course.js';
import { laurel, open, useCourse } from '../../support/use-course.js';

useCourse('moodle');

const TYPED = {
  name: 'Data analysis',
  canDo: 'summarise data',
  criteria: 'Pass the **activity**.',
  language: 'en',
  imageAlt: 'A wreath',
  release: 'immediately',
};
const GERMAN = {
  language: 'de',
  name: 'Datenanalyse',
  description: 'Daten zusammenfassen',
  criteria: 'Die **Aufgabe** bestehen.',
};
const POLISH = {
  language: 'pl',
  name: 'Analiza danych',
  description: 'podsumować dane',
  criteria: 'Zaliczyć **zadanie**.',
};

let browser: Browser;
let path = '';
let achievement = '';

const ruleOf = async () => (await laurel.rules.store.list(open.course))[0]!;
const add = async (edition: Record<string, string>) =>
  browser.submit(await browser.get(`${laurel.url}${path}/languages`), edition, '/languages');
const ask = (address: string, language = 'en', accept = 'text/html') =>
  fetch(`${laurel.url}${address}`, { headers: { accept, 'accept-language': language } });

beforeAll(async () => {
  open.platform.setGrade('learner1', open.tool.link.column!, 90);
  ({ browser } = await open.enter('teacher'));
  const page = await browser.get(`${laurel.url}/course/new`);
  const looked = await browser.submit(page, { ...TYPED, do: 'simulate' }, '/course/new');
  const active = await browser.submit(looked, { ...TYPED, do: 'activate' }, '/course/drafts/');
  path = new URL(active.url).pathname;
  achievement = `/achievements/${(await ruleOf()).achievementId}`;
});

describe('a badge in several languages', () => {
  it('is described in further ones on a page of its own, each change a new version', async () => {
    const page = await browser.get(`${laurel.url}${path}`);
    expect(page.text).toContain(`${path}/languages`);
    const saved = await add(GERMAN);
    expect(textOf(saved)).toContain('The change is saved.');
    expect(saved.text).toContain('Datenanalyse');
    await add(POLISH);
    expect((await ruleOf()).achievementVersion).toBe(3);
    expect(await laurel.audit.list({ action: 'rule.changed' })).toHaveLength(2);
  });

  it('is not described twice in one, nor in its own, and nothing typed is lost', async () => {
    const own = await add({ ...GERMAN, name: 'Kept name', language: 'en' });
    expect(own.status).toBe(422);
    expect(textOf(own)).toContain('The badge itself is in this language');
    expect(own.text).toContain('value="Kept name"');
    const empty = await add({ ...GERMAN, language: 'fr', criteria: ' ' });
    expect(empty.status).toBe(422);
    const bad = await add({ ...GERMAN, language: '<b>' });
    expect(bad.status).toBe(422);
    const languages = await browser.get(`${laurel.url}${path}/languages`);
    expect(languages.text).not.toContain('<option value="de"');
    expect((await ruleOf()).achievementVersion).toBe(3);
  });

  it('keeps what somebody else saved meanwhile', async () => {
    const page = await browser.get(`${laurel.url}${path}/languages?edit=de`);
    expect(page.text).toContain('Daten zusammenfassen');
    await browser.submit(page, { name: 'Auswertung von Daten' }, '/languages');
    const late = await browser.submit(page, { name: 'Late' }, '/languages');
    expect(late.status).toBe(409);
    expect(textOf(late)).toContain('Somebody else has changed this badge meanwhile.');
    expect(late.text).toContain('value="Late"');
    const { content } = await laurel.achievements.getOwn(
      open.course,
      (await ruleOf()).achievementId,
    );
    expect(content.editions?.map(({ name }) => name).sort()).toEqual([
      'Analiza danych',
      'Auswertung von Daten',
    ]);
  });

  it('keeps them where the badge itself is changed', async () => {
    const edit = await browser.get(`${laurel.url}${path}/edit`);
    const looked = await browser.submit(edit, { do: 'simulate', tags: 'data' }, '/edit');
    await browser.submit(looked, { do: 'activate', tags: 'data' }, '/edit');
    const { content } = await laurel.achievements.getOwn(
      open.course,
      (await ruleOf()).achievementId,
    );
    expect(content.tags).toEqual(['data']);
    expect(content.editions).toHaveLength(2);
  });

  it('reminds of them where the badge’s own words are changed, and of nothing where they are not', async () => {
    const edit = await browser.get(`${laurel.url}${path}/edit`);
    const change = async (fields: Record<string, string>) => {
      const looked = await browser.submit(edit, { ...fields, do: 'simulate' }, '/edit');
      return browser.submit(looked, { ...fields, do: 'activate' }, '/edit');
    };
    const others = /It is also described in: German and Polish\. Languages/;
    const same = await change({ tags: 'data' });
    expect(textOf(same)).toContain('The change is saved.');
    expect(textOf(same)).not.toMatch(others);
    const changed = await change({ criteria: 'Pass the **activity** alone.' });
    expect(textOf(changed)).toContain('The change is saved.');
    expect(textOf(changed)).toMatch(others);
    expect(changed.text).toContain(`<a href="${path}/languages">`);
    expect(textOf(await browser.get(`${laurel.url}${path}`))).not.toMatch(others);
  });
});

describe('a badge that is made from one in several languages', () => {
  const editionsOf = async (page: { readonly url: string }, course = open.course) => {
    const id = new URL(page.url).pathname.split('/').at(-1);
    const rule = (await laurel.rules.store.list(course)).find((one) => one.id === id);
    const { content } = await laurel.achievements.getOwn(course, rule?.achievementId ?? '');
    return content.editions?.map(({ language, name }) => `${language}: ${name}`).sort();
  };
  const THEIRS = ['de: Auswertung von Daten', 'pl: Analiza danych'];
  const activate = async (draft: Awaited<ReturnType<Browser['get']>>, by = browser) => {
    const saved = await by.submit(draft, { do: 'simulate' }, '/course/drafts/');
    return by.submit(saved, { do: 'activate' }, '/course/drafts/');
  };

  it('as a duplicate has them too, and reminds of them since its name is another', async () => {
    const page = await browser.get(`${laurel.url}${path}`);
    const active = await activate(await browser.submit(page, {}, '/duplicate'));
    expect(textOf(active)).toContain('The badge is active');
    expect(textOf(active)).toContain('It is also described in: German and Polish.');
    expect(await editionsOf(active)).toEqual(THEIRS);
    const rule = (await laurel.rules.store.list(open.course)).find(({ id }) =>
      active.url.includes(id),
    );
    await laurel.store.connection.collection('rules').deleteOne({ _id: rule?.id as never });
  });

  it('in another course has them too, and reminds of nothing', async () => {
    const course = open.platform.copyCourse(open.platform.course);
    const link = course.columns.find((column) => column.link)!.link!;
    const other = createBrowser();
    await launch(open.platform, { as: 'teacher', browser: other, link, course });
    const offered = await other.get(`${laurel.url}/course/bring`);
    const from = /value="([0-9a-f]{16})"/.exec(offered.text)?.[1] ?? '';
    const brought = await other.submit(offered, { from }, '/course/bring');
    const [, draft = ''] = /href="(\/course\/drafts\/[\w-]+)"/.exec(brought.text) ?? [];
    const active = await activate(await other.get(`${laurel.url}${draft}`), other);
    expect(textOf(active)).toContain('The badge is active');
    expect(textOf(active)).not.toContain('It is also described in');
    const key = { ...open.course, contextId: course.contextId };
    expect(await editionsOf(active, key)).toEqual(THEIRS);
  });
});

describe('the public page of a badge in several languages', () => {
  it('is in the reader’s, says what is signed, and leads to each', async () => {
    const german = await ask(achievement, 'de-AT');
    expect(german.headers.get('vary')).toContain('Accept-Language');
    const version = (await ruleOf()).achievementVersion;
    expect(german.headers.get('link')).toContain(
      `<${laurel.url}${achievement}/versions/${version}/in/pl>; rel="alternate"; hreflang="pl"`,
    );
    const page = await german.text();
    expect(page).toContain('<h1 lang="de"><bdi>Auswertung von Daten</bdi></h1>');
    expect(page).toContain('Wer dieses Badge hat, kann Daten zusammenfassen.');
    expect(page).toContain('Das Badge selbst ist auf English signiert.');
    const [, signed = ''] = /href="(\/achievements\/[^"]+\/in\/en)"/.exec(page) ?? [];
    const own = await (await ask(signed, 'de')).text();
    expect(own).toContain('<h1 lang="en"><bdi>Data analysis</bdi></h1>');
    expect(own).not.toContain('Das Badge selbst ist');
  });

  it('is in its own where it is not said in the reader’s, and in that which was asked for', async () => {
    expect(await (await ask(achievement, 'fr')).text()).toContain('<bdi>Data analysis</bdi></h1>');
    const polish = await (await ask(`${achievement}/in/PL`, 'fr')).text();
    expect(polish).toContain('<h1 lang="pl"><bdi>Analiza danych</bdi></h1>');
    expect(polish).not.toContain('A wreath');
    for (const language of ['fr', 'xx-12', '__proto__'])
      expect((await ask(`${achievement}/in/${language}`)).status, language).toBe(404);
  });

  it('is for a program what is signed, and each other language by its address', async () => {
    const whole = (await (await ask(achievement, 'de', 'application/json')).json()) as Badge;
    expect(whole).toMatchObject({ name: 'Data analysis', inLanguage: 'en' });
    expect(whole.related?.map(({ inLanguage }) => inLanguage).sort()).toEqual(['de', 'pl']);
    for (const { id, inLanguage, version } of whole.related ?? []) {
      const path = new URL(id).pathname;
      const edition = (await (await ask(path, 'en', 'application/json')).json()) as Badge;
      expect(edition).toMatchObject({ id, inLanguage, version, image: { id: whole.image.id } });
      expect(edition.related?.map((one) => one.id)).toContain(whole.id);
    }
  });
});

interface Badge {
  readonly id: string;
  readonly name: string;
  readonly image: { readonly id: string };
  readonly related?: readonly {
    readonly id: string;
    readonly type: readonly string[];
    readonly inLanguage: string;
    readonly version: string;
  }[];
}

describe('a badge whose languages are changed', () => {
  it('is not made active again where it was paused for what changed in the course', async () => {
    const rule = await ruleOf();
    const { store } = laurel.rules;
    const pausedFor = { code: 'assessment_gone' as const, inputs: [] };
    await laurel.store.connection
      .collection('rules')
      .updateOne({ _id: rule.id as never }, { $set: { state: 'paused', pausedFor } });
    const refused = await add({ ...GERMAN, language: 'fr' });
    expect(refused.status).toBe(409);
    expect(textOf(refused)).toContain('What this badge asks for has changed in the course.');
    expect((await store.list(open.course))[0]).toMatchObject({ state: 'paused' });
    await laurel.store.connection
      .collection('rules')
      .updateOne(
        { _id: rule.id as never },
        { $set: { state: 'active' }, $unset: { pausedFor: 1 } },
      );
  });

  it('loses one, and is said in its own alone when the last is gone', async () => {
    for (const language of ['de', 'pl']) {
      const page = await browser.get(`${laurel.url}${path}/languages`);
      const gone = await browser.submit(page, { language }, '/remove-language');
      expect(gone.status).toBe(200);
    }
    const { content } = await laurel.achievements.getOwn(
      open.course,
      (await ruleOf()).achievementId,
    );
    expect(content.editions).toBeUndefined();
    expect((await ask(achievement)).headers.get('link') ?? '').not.toContain('hreflang');
  });

  it('cannot be by a learner, nor by another course’s teacher', async () => {
    const { browser: learner } = await open.enter('learner1');
    const url = `${laurel.url}${path}/languages`;
    expect((await learner.get(url)).status).toBe(403);
    const answer = await learner.request(url, {
      method: 'POST',
      headers: { origin: laurel.url, 'content-type': 'application/x-www-form-urlencoded' },
      body: bodyOf({ ...GERMAN, seen: '1' }),
    });
    expect(answer.status).toBe(403);
  });
});
