import { expect, it } from 'vitest';
import { startLaurel } from '../../support/open-course.js';

const laurel = await startLaurel();
const at = (path: string) => `${laurel.url}${path}`;

it('the guide for instructors is everybody’s to read: its contents lead to its sections', async () => {
  const answer = await fetch(at('/help/instructors'));
  const page = await answer.text();
  expect(answer.status).toBe(200);
  const links = [...page.matchAll(/<a href="#([^"]+)"/g)].map(([, id]) => id);
  expect(links).toContain('my-quiz-is-not-in-the-list');
  for (const id of links) expect(page).toContain(`id="${id}"`);
});

it('its pictures are there, and no other file is', async () => {
  const page = await (await fetch(at('/help/instructors'))).text();
  const [picture = ''] = /\/help\/pictures\/[\w-]+\.png/.exec(page) ?? [];
  const shown = await fetch(at(picture));
  expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png']);
  for (const name of ['no-such.png', 'instructors.md', '..%2Finstructors.md'])
    expect((await fetch(at(`/help/pictures/${name}`))).status, name).toBe(404);
});

it.each(['learners', 'verifiers', 'admins', 'accessibility'])(
  'the guide /help/%s is there, with pictures that load fast',
  async (name) => {
    const answer = await fetch(at(`/help/${name}`));
    const page = await answer.text();
    expect(answer.status).toBe(200);
    const pictures = [...page.matchAll(/\/help\/pictures\/[\w-]+\.png/g)].map(([url]) => url);
    expect(pictures.length > 0).toBe(name !== 'accessibility');
    for (const url of pictures) {
      const { byteLength } = await (await fetch(at(url))).arrayBuffer();
      expect(byteLength, url).toBeLessThan(60_000);
    }
  },
);

it('every public page leads to the guides, and is kept by no cache for another reader', async () => {
  const answer = await fetch(at('/verify'));
  const page = await answer.text();
  for (const name of ['learners', 'verifiers', 'instructors', 'admins', 'accessibility'])
    expect(page).toContain(`href="/help/${name}"`);
  expect(answer.headers.get('vary')).toMatch(/Accept-Language.*Cookie/);
  expect(answer.headers.get('permissions-policy')).toContain('camera=(self)');
  const home = await fetch(at('/'));
  expect(home.headers.get('permissions-policy')).toContain('camera=()');
});
