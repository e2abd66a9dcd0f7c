import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const VIEWS = path.resolve(import.meta.dirname, '../../views');

describe('the views', () => {
  const views = readdirSync(VIEWS, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.hbs'),
  );

  it('keep files by the answer’s header, never by a `download` attribute: it costs a frame its cookie', () => {
    expect(views.length).toBeGreaterThan(50);
    const marked = views.filter((name) =>
      /<a\b[^>]*\sdownload\b|\{\{#link [^}]*\bdownload\b/.test(
        readFileSync(path.join(VIEWS, name), 'utf8'),
      ),
    );
    expect(marked).toEqual([]);
  });
});
