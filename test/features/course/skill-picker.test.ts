import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { formsOf } from '../../support/lms/browserless.js';
import type { Browser, BrowserAnswer } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { laurel, open, useCourse } from '../../support/use-course.js';

useCourse('moodle');

const INSTALLATION = { platformId: '', deploymentId: '' };
const TYPED = {
  name: 'Reads tables',
  canDo: 'read tables',
  criteria: 'Pass the quiz.',
  release: 'immediately',
};
let browser: Browser;

beforeAll(async () => {
  for (const name of ['data-literacy.case.json', 'skills_en.csv', 'working-together.ctdl.json']) {
    const bytes = new Uint8Array(
      await readFile(new URL(`../../../config/skills/${name}`, import.meta.url)),
    );
    await laurel.skills.loads.begin({ owner: INSTALLATION, actor: 'test', file: { name, bytes } });
  }
  open.platform.setGrade('learner1', open.tool.link.column!, 90);
  ({ browser } = await open.enter('teacher'));
});

const fieldsOf = (page: BrowserAnswer) =>
  formsOf(page).find((one) => 'canDo' in one.fields)?.fields ?? {};
const choicesOf = (page: BrowserAnswer): Record<string, string> =>
  Object.fromEntries(
    [...page.text.matchAll(/name="(pick_\d+)" value="([^"]+)"/g)].map(
      ([, name = '', value = '']) => [
        name,
        value.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&#x27;', "'"),
      ],
    ),
  );
const level = (name: string) =>
  JSON.stringify({ name, of: ['Foundation', 'Intermediate', 'Advanced'] });

describe('skills picked from frameworks', () => {
  it('are searched by the form alone, picked by ticking, shown at a level, and signed into the badge', async () => {
    const page = await browser.get(`${laurel.url}/course/new`);
    const found = await browser.submit(
      page,
      { ...TYPED, skillSearch: 'DL.1.1', do: 'skills' },
      '/course/new',
    );
    expect(textOf(found)).toContain('1 skill found.');
    expect(textOf(found)).toContain(
      'Read a table DL.1.1 · in Reading data · Data Literacy for Everybody',
    );
    const table = choicesOf(found);
    const more = await browser.submit(
      found,
      { ...TYPED, ...table, skillSearch: 'statistics', do: 'skills' },
      '/course/drafts/',
    );
    // What was ticked is picked, and what is found now can be ticked beside it.
    expect(fieldsOf(more)['pick_1']).toBe(table['pick_1']);
    const both = choicesOf(more);
    expect(Object.keys(both)).toEqual(['pick_1', 'pick_2']);
    const typed = {
      ...TYPED,
      ...both,
      level_1: level('Intermediate'),
      skillSearch: '',
      skillFramework_1: 'other',
      skillName_1: 'Typed by hand',
      skillUrl_1: 'https://skills.example/typed',
    };
    const looked = await browser.submit(more, { ...typed, do: 'simulate' }, '/course/drafts/');
    const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
    expect(active.url).toContain('/course/badges/');
    await laurel.checks.check(open.course);
    const row = await laurel.store.connection.collection('credentials').findOne({});
    const badge = JSON.parse(String(row?.['json'])) as {
      credentialSubject: {
        achievement: {
          id: string;
          alignment: Record<string, unknown>[];
          resultDescription: Record<string, unknown>[];
        };
        result: Record<string, unknown>[];
      };
    };
    const { achievement, result } = badge.credentialSubject;
    expect(
      achievement.alignment.map(({ targetName, targetType }) => [targetName, targetType]),
    ).toEqual([
      ['Typed by hand', undefined],
      ['Read a table', 'CFItem'],
      ['statistics', 'ext:esco.Skill'],
    ]);
    expect(achievement.alignment[1]).toMatchObject({
      targetCode: 'DL.1.1',
      targetFramework: 'Data Literacy for Everybody',
      targetUrl: expect.stringContaining('/CFItems/') as string,
    });
    const described = achievement.resultDescription.find(
      ({ alignment }) => alignment !== undefined,
    );
    expect(described).toMatchObject({
      resultType: 'RubricCriterionLevel',
      requiredLevel: `${achievement.id}#skill-2-level-2`,
    });
    expect(result).toContainEqual({
      type: ['Result'],
      resultDescription: described?.['id'],
      achievedLevel: `${achievement.id}#skill-2-level-2`,
    });
    expect(JSON.stringify(badge)).not.toContain('frameworkId');
    const { checks } = await laurel.credentials.verify(String(row?.['json']));
    expect(checks.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect(checks.find(({ name }) => name === 'schema')?.outcome).toBe('pass');
    const publicPage = await fetch(`${achievement.id.replace(/\/versions.*/, '')}`, {
      headers: { accept: 'text/html' },
    });
    const text = textOf({ text: await publicPage.text() } as BrowserAnswer);
    expect(text).toContain('Read a table Intermediate DL.1.1 · Data Literacy for Everybody');
    const { browser: learner } = await open.enter('learner1');
    expect((await learner.get(`${laurel.url}/my`)).text).toContain('/my/skills');
    const mine = textOf(await learner.get(`${laurel.url}/my/skills`));
    expect(mine).toContain(
      'Read a table DL.1.1 · Data Literacy for Everybody Intermediate Reads tables',
    );
    expect(mine).toContain('statistics ESCO');
    const { browser: nobody } = await open.enter('learner2');
    expect(textOf(await nobody.get(`${laurel.url}/my/skills`))).toContain(
      'None of your badges names a skill yet.',
    );
    const edit = await browser.get(`${active.url.split('?')[0]}/edit`);
    expect(fieldsOf(edit)).toMatchObject({ skillName_1: 'Typed by hand', pick_1: both['pick_1'] });
    expect(edit.text).toMatch(/<option value="[^"]*Intermediate[^"]*" selected>Intermediate/);
  });

  it('are searched while somebody types, by a route of its own', async () => {
    const page = await browser.get(`${laurel.url}/course/new`);
    const { _csrf = '' } = fieldsOf(page);
    const ask = (fields: Record<string, string>) =>
      browser.request(`${laurel.url}/course/skills`, {
        method: 'POST',
        body: new URLSearchParams(fields).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: laurel.url },
      });
    const answer = JSON.parse((await ask({ _csrf, skillSearch: 'teamwork' })).text) as {
      text: string;
      skills: { name: string; value: string }[];
    };
    expect(answer.text).toBe('1 skill found.');
    expect(JSON.parse(answer.skills[0]!.value)).toMatchObject({ targetType: 'ceasn:Competency' });
    expect((await ask({ skillSearch: 'teamwork' })).status).toBe(403);
    const { browser: learner } = await open.enter('learner1');
    const theirs = await learner.request(`${laurel.url}/course/skills`, {
      method: 'POST',
      body: `skillSearch=teamwork&_csrf=${encodeURIComponent(_csrf)}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: laurel.url },
    });
    expect(theirs.status).toBe(403);
  });

  it('take nothing that is no pick: broken text, other addresses, levels that are none', async () => {
    const page = await browser.get(`${laurel.url}/course/new`);
    const base = { framework: 'CASE', targetName: 'x', frameworkId: 'a'.repeat(24) };
    const saved = await browser.submit(
      page,
      {
        ...TYPED,
        pick_1: '{"broken',
        pick_2: JSON.stringify({ ...base, targetUrl: 'javascript:alert(1)' }),
        pick_3: JSON.stringify({ ...base, targetUrl: 'https://x.eu/1', targetType: '<script>' }),
        pick_4: JSON.stringify({ ...base, targetUrl: 'https://x.eu/2', targetName: '<b>kept</b>' }),
        level_4: JSON.stringify({ name: 'Z', of: ['A'] }),
        pick_5: JSON.stringify({ ...base, targetUrl: 'https://x.eu/3' }),
        do: 'skills',
      },
      '/course/new',
    );
    expect(saved.status).toBe(200);
    expect(Object.keys(choicesOf(saved))).toEqual(['pick_1']);
    expect(saved.text).not.toContain('<b>kept');
  });
});
