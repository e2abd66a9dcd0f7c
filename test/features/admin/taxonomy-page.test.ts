import { beforeAll, describe, expect, it } from 'vitest';
import type { Browser, BrowserAnswer } from '../../support/lms/index.js';
import { studioAt } from '../../support/badge-studio.js';
import { textOf } from '../../support/open-course.js';
import { at, college, laurel, school, useIssuers } from './use-issuers.js';

useIssuers();

let admin: Browser;
let other: Browser;
beforeAll(async () => {
  ({ browser: admin } = await college.enter('admin'));
  ({ browser: other } = await school.enter('admin'));
});

const owner = () => ({ platformId: college.platformId, deploymentId: '' });
const page = () => admin.get(at('/taxonomy'));
const tokenOf = ({ text }: BrowserAnswer) => /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';

async function post(browser: Browser, path: string, fields: Record<string, string>) {
  const _csrf = tokenOf(await browser.get(at('/taxonomy')));
  const answer = await browser.request(at(path), {
    method: 'POST',
    body: new URLSearchParams({ _csrf, ...fields }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: laurel.url },
  });
  const to = answer.headers.get('location');
  return to === null ? answer : browser.get(new URL(to, answer.url).href);
}
const add = (facet: string, name: string) => post(admin, '/taxonomy', { facet, name });
const namesOf = async (facet: string) =>
  (await laurel.skills.taxonomy.list(owner())).flatMap((one) =>
    one.facet === facet ? [one.name] : [],
  );
const idOf = async (name: string) =>
  (await laurel.skills.taxonomy.list(owner())).find((one) => one.name === name)?.id ?? '';

describe('kinds, categories and levels of one’s own', () => {
  it('are added, named otherwise and put in order', async () => {
    expect(textOf(await page())).toContain('None of your own yet.');
    for (const name of ['Beginner', 'Expert', 'Capable']) await add('level', name);
    expect(await namesOf('level')).toEqual(['Beginner', 'Expert', 'Capable']);
    await post(admin, `/taxonomy/${await idOf('Capable')}`, { do: 'up' });
    expect(await namesOf('level')).toEqual(['Beginner', 'Capable', 'Expert']);
    await post(admin, `/taxonomy/${await idOf('Expert')}`, { do: 'save', name: '  Master\t' });
    expect(await namesOf('level')).toEqual(['Beginner', 'Capable', 'Master']);
    const course = { platformId: college.platformId, deploymentId: college.tool.deploymentId };
    expect(await laurel.skills.taxonomy.levelsFor(course)).toEqual([
      'Beginner',
      'Capable',
      'Master',
    ]);
  });

  it('have each name once, and none that is empty or too long', async () => {
    expect(textOf(await add('level', 'capable'))).toContain('There is one of this name already.');
    expect(textOf(await add('level', ' '))).toContain('A name has 1 to 80 characters.');
    expect(textOf(await add('level', 'x'.repeat(81)))).toContain('A name has 1 to 80 characters.');
    expect((await add('nonsense', 'x')).status).toBe(422);
    expect(await namesOf('level')).toHaveLength(3);
  });

  it('are retired with a way back; badges that have one keep it', async () => {
    await add('category', '<i>Languages</i>');
    const id = await idOf('<i>Languages</i>');
    const course = {
      platformId: college.platformId,
      deploymentId: college.tool.deploymentId,
      contextId: college.course.contextId,
    };
    const badge = await laurel.achievements.create(
      course,
      { name: 'French B1', description: 'speak', criteria: 'Pass.', terms: [`category:${id}`] },
      'test',
    );
    await laurel.achievements.publish(course, badge.id, 'test');
    const retired = await post(admin, `/taxonomy/${id}`, { do: 'retire', name: 'x' });
    expect(textOf(retired)).toContain('It is not offered any more. Badges that have it keep it.');
    expect(textOf(retired)).toContain('used by 1 badge · Not offered any more');
    expect(retired.text).toContain('value="&lt;i&gt;Languages&lt;/i&gt;"');
    expect((await laurel.skills.taxonomy.listFor(course)).map(({ name }) => name)).not.toContain(
      '<i>Languages</i>',
    );
    const shown = await fetch(`${laurel.url}/achievements/${badge.id}`, {
      headers: { accept: 'text/html' },
    });
    expect(await shown.text()).toContain(
      '<dt>Category</dt><dd><bdi>&lt;i&gt;Languages&lt;/i&gt;</bdi>',
    );
    await admin.submit(retired, {}, `/admin/taxonomy/${id}`);
    expect((await laurel.skills.taxonomy.listFor(course)).map(({ name }) => name)).toContain(
      '<i>Languages</i>',
    );
  });

  it('a category has its own series of pictures, which the studio offers first', async () => {
    const id = await idOf('<i>Languages</i>');
    await post(admin, `/taxonomy/${id}`, { do: 'save', name: 'Languages', family: 'shield' });
    const { browser: teacher } = await college.enter('teacher');
    const studio = await studioAt(() => laurel.url).openStudio(teacher);
    expect(textOf(studio)).toContain('Series of pictures');
    expect(studio.text).toContain(`series-${id}`);
    const course = { platformId: college.platformId, deploymentId: college.tool.deploymentId };
    const [term] = (await laurel.skills.taxonomy.listFor(course)).filter(
      ({ facet }) => facet === 'category',
    );
    expect(term?.family).toBe('shield');
  });

  it('are another platform’s business alone', async () => {
    const id = await idOf('Capable');
    expect((await post(other, `/taxonomy/${id}`, { do: 'retire' })).status).toBe(404);
    expect(textOf(await other.get(at('/taxonomy')))).not.toContain('Capable');
    const { browser: learner } = await college.enter('learner1');
    expect((await learner.get(at('/taxonomy'))).status).toBe(403);
  });
});
