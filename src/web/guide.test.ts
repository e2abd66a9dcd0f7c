import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderGuide, sectionId } from './guide.js';

describe('renderGuide', () => {
  const guide = renderGuide(
    '# For you\n\nHello.\n\n## A first badge!\n\n![A page](pictures/a-page.png) ![x](https://evil.example/x.png) <b>no</b>\n',
    '/help/pictures',
  );

  it('gives headings their addresses and leaves the title to the page', () => {
    expect(guide.title).toBe('For you');
    expect(guide.sections).toEqual([{ id: 'a-first-badge', text: 'A first badge!' }]);
    expect(guide.html).toContain('<h2 id="a-first-badge">');
    expect(guide.html).not.toContain('<h1');
  });

  it('shows pictures of its own and nobody else’s, and no HTML', () => {
    expect(guide.html).toContain('src="/help/pictures/a-page.png"');
    expect(guide.html).not.toContain('evil.example');
    expect(guide.html).not.toContain('<b>');
  });
});

describe('the guide for instructors', () => {
  const text = readFileSync('docs/instructors.md', 'utf8');
  const ids = renderGuide(text, '').sections.map(({ id }) => id);

  it('has every section that a page leads to, once', () => {
    const asked = ['awards', 'grades'].flatMap((folder) =>
      readdirSync(`views/${folder}`).flatMap((file) =>
        [...readFileSync(`views/${folder}/${file}`, 'utf8').matchAll(/\bhelp="([\w-]+)"/g)]
          .map(([, id]) => id ?? '')
          .filter((id) => id.includes('-')),
      ),
    );
    expect(asked.length).toBeGreaterThan(8);
    expect(asked.filter((id) => !ids.includes(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has its pictures beside it, each of them small', () => {
    const pictures = [...text.matchAll(/\]\((pictures\/[^)]+)\)/g)].map(([, file]) => file);
    expect(pictures.length).toBeGreaterThan(1);
    for (const file of pictures) {
      const { size } = statSync(`docs/${file}`);
      expect(size, file).toBeGreaterThan(1_000);
      expect(size, file).toBeLessThan(60_000);
    }
  });

  it('calls sections as they are linked elsewhere', () => {
    expect(sectionId('Who has it, and why')).toBe('who-has-it-and-why');
  });
});
