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
