import { beforeAll, expect, it } from 'vitest';
import { clock, college, laurel, useIssuers } from '../admin/use-issuers.js';
import { ask, giveBadge, publish, read, saveProfile } from './use-catalogues.js';

useIssuers();

let path = '';
const SKILL = 'https://frameworks.example/CFItems/1';
const ids: Record<string, string> = {};
const namesAt = async (query: string) =>
  (await read(`${path}?${query}`)).items.map(({ name }) => name);

beforeAll(async () => {
  path = `/issuers/${college.platformId}/achievements`;
  await saveProfile(college.platformId, 'College', college.platformId);
  await college.enter('teacher');
  const owner = { platformId: college.platformId, deploymentId: '' };
  const { taxonomy } = laurel.skills;
  for (const [facet, name] of [
    ['kind', 'Course badge'],
    ['category', 'Languages'],
    ['category', 'Data'],
  ] as const)
    ids[name] = `${facet}:${(await taxonomy.add(owner, facet, name, 'test')).id}`;
  await giveBadge(college, {
    name: 'French B1',
    terms: [ids['Course badge'], ids['Languages']],
  });
  await giveBadge(college, {
    name: 'Table reader',
    terms: [ids['Course badge'], ids['Data']],
    alignments: [
      { framework: 'CASE', targetName: 'Read a chart', targetCode: 'DL.1.2', targetUrl: SKILL },
    ],
  });
  await publish(`/platforms/${college.platformId}/issuer`, 'yes');
  clock.advance(61_000);
});

const query = (name: string) => (ids[name] ?? '').replace(':', '=');

it('a catalogue is searched by skills, by their names, codes and addresses', async () => {
  expect(await namesAt('q=chart')).toEqual(['Table reader']);
  expect(await namesAt('q=dl.1.2')).toEqual(['Table reader']);
  expect(await namesAt(`skill=${encodeURIComponent(SKILL)}`)).toEqual(['Table reader']);
  expect(await namesAt('skill=https%3A%2F%2Fother.example%2F')).toEqual([]);
});

it('is narrowed to a kind and a category; what cannot be read is as if it were not asked for', async () => {
  expect(await namesAt(query('Course badge'))).toEqual(['French B1', 'Table reader']);
  expect(await namesAt(`${query('Course badge')}&${query('Languages')}`)).toEqual(['French B1']);
  expect(await namesAt('category=$ne&kind[]=x')).toEqual(['French B1', 'Table reader']);
});

it('offers what its badges have, with what is chosen', async () => {
  const answer = await ask(`${path}?${query('Data')}`);
  const text = await answer.text();
  expect(answer.headers.get('x-robots-tag')).toBe('noindex, follow');
  expect(text).toContain('<option value="">All</option>');
  expect(text).toMatch(/<option value="[0-9a-f]{24}" selected>Data<\/option>/);
  expect(text).toContain('>Languages</option>');
  expect(text).not.toContain('name="level"');
  expect(text).toContain('Table reader');
  expect(text).not.toContain('French B1');
});
