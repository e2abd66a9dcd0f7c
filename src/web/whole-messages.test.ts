import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';
import { beforeEach, describe, expect, it } from 'vitest';
import { readLocales } from './locale.js';
import { registerHelpers, type PageData } from './view-helpers.js';

const NOW = new Date('2026-11-30T12:00:00Z');
const locales = readLocales();

let handlebars: typeof Handlebars;
beforeEach(() => {
  handlebars = Handlebars.create();
  registerHelpers(handlebars);
});

function draw(template: string, model: object, code: string): string {
  const page: PageData = {
    locale: locales.choose([code]),
    now: NOW,
    csrfToken: undefined,
    frameToken: undefined,
    returnUrl: undefined,
    colorScheme: undefined,
    asset: (file) => file,
  };
  return handlebars.compile(template)(model, { data: { page } });
}

describe('a sentence with values that are more than text', () => {
  it('is one message: each language puts the time where it belongs', () => {
    const template = '{{rich "awards.setUp.readAt" time=(ago at)}}';
    const at = new Date('2026-11-30T11:59:20Z');
    expect(draw(template, { at }, 'en')).toMatch(
      /^Read from the gradebook <time [^>]*>40 seconds ago<\/time>\.$/,
    );
    expect(draw(template, { at }, 'ar')).toMatch(/<time [^>]*>قبل 40 ثانية<\/time>/);
  });

  it('escapes what people typed, beside what a helper made', () => {
    const template = '{{rich "awards.changed.gain" count=1 names=(nameList names)}}';
    const html = draw(template, { names: ['<b>Ada</b>', 'Jo'] }, 'en');
    expect(html).toBe('One more would pass now: <bdi>&lt;b&gt;Ada&lt;/b&gt;</bdi>, <bdi>Jo</bdi>');
    expect(draw(template, { names: ['Ada', 'Jo'] }, 'ar')).toContain('<bdi>Jo</bdi>');
  });
});

describe('a day', () => {
  const at = new Date('2026-05-03T23:30:00Z');

  it('is the same for everybody: no script moves it into the reader’s zone', () => {
    const html = draw('{{date at}}', { at }, 'en');
    expect(html).toBe('<time datetime="2026-05-03T23:30:00.000Z">May 3, 2026</time>');
    expect(draw('{{date at}}', { at }, 'en-GB')).toContain('3 May 2026');
    expect(readFileSync('public/laurel.js', 'utf8')).toContain("'time[data-local]'");
  });

  it('with an hour names its zone until a script writes it in the reader’s', () => {
    const html = draw('{{datetime at}}', { at }, 'en');
    expect(html).toMatch(/data-local="datetime">May 3, 2026 at 11:30\sPM UTC</);
  });
});

/** A message that ends without a sign, and a value behind it: a sentence in pieces. A label with a colon is none. */
const PIECES =
  /\{\{t "([\w.-]+)"[^}]*\}\} ?(?:<(?:strong|bdi|code)>)?\{\{(?:date|datetime|ago|day) /g;

describe('templates', () => {
  const files = readdirSync('views', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.hbs'),
  );

  it('put no time behind a message that is not finished without it', () => {
    const { t } = locales.choose(['en']);
    const torn = files.flatMap((file) =>
      [...readFileSync(path.join('views', file), 'utf8').matchAll(PIECES)]
        .map(([, key = '']) => ({ file, key }))
        .filter(({ key }) => !/[.:]$/.test(t(key))),
    );
    expect(files.length).toBeGreaterThan(60);
    expect(torn).toEqual([]);
  });
});
