import { beforeAll, describe, expect, it } from 'vitest';
import { startLaurel } from '../../support/open-course.js';

const laurel = await startLaurel();
const course = { platformId: 'p1', deploymentId: 'd1', contextId: 'c1' };
let id = '';
beforeAll(async () => {
  const { achievements } = laurel;
  const made = await achievements.create(
    course,
    {
      name: 'Two-sample <tests>',
      description: 'The earner can choose a fitting test.',
      criteria: 'Reach **70 %** in Quiz 3.',
      criteriaUrl: 'https://example.edu/criteria',
      tags: ['statistics'],
      alignments: [
        { framework: 'ESCO', targetName: 'analyse data', targetUrl: 'https://esco.example/1' },
      ],
      effortHours: 20,
      validity: { months: 24 },
      resultDescriptions: [
        { id: 'quiz', name: 'Quiz 3', resultType: 'Percent', requiredValue: '70' },
      ],
    },
    'operator',
  );
  id = made.id;
  await achievements.publish(course, id, 'operator');
});

const ask = (path: string, accept = 'text/html') =>
  fetch(`${laurel.url}/achievements/${path}`, { headers: { accept } });

describe('the page of an achievement', () => {
  it('says to people what has to be done for it, at its own address and at its version’s', async () => {
    for (const path of [id, `${id}/versions/1`]) {
      const answer = await ask(path);
      expect(answer.status, path).toBe(200);
      expect(answer.headers.get('vary')).toContain('Accept');
      const page = await answer.text();
      expect(page).toContain('Two-sample &lt;tests&gt;');
      expect(page).toContain('<strong>70 %</strong>');
      expect(page).toContain('≥ 70 %');
      for (const address of ['https://example.edu/criteria', 'https://esco.example/1'])
        expect(page).toContain(`<a href="${address}" rel="noopener nofollow">`);
      expect(page).toContain(`src="/achievements/${id}/versions/1/image.svg"`);
    }
  });

  it('is the achievement itself for a program', async () => {
    const answer = await ask(id, 'application/json');
    expect(await answer.json()).toMatchObject({
      id: `${laurel.url}/achievements/${id}/versions/1`,
      name: 'Two-sample <tests>',
    });
  });

  it('is not there for a draft, nor for a version that never was', async () => {
    const draft = await laurel.achievements.create(
      course,
      { name: 'A draft', description: 'Not yet.', criteria: 'None.' },
      'operator',
    );
    for (const path of [draft.id, `${id}/versions/2`, `${id}/versions/0`, `${id}/versions/01`])
      expect((await ask(path)).status, path).toBe(404);
  });
});
