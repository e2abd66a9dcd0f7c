import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const SPOKEN =
  /\s(?:aria-label|aria-valuetext|aria-description|title|alt|placeholder|label|data-label|data-(?:done|failed|copied|words|text))="([^"]*)"/g;
const META = /<meta (?:name|property)="[^"]*(?:title|description|alt)" content="([^"]*)"/g;
/** Tags within a sentence. */
const INLINE = /<\/?(?:b|strong|em|i|bdi|abbr|a|span)\b[^>]*>/g;

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const decode = (text: string): string =>
  text
    .replace(/&#(x?)([\da-f]+);/gi, (_all, hex: string, code: string) =>
      String.fromCodePoint(parseInt(code, hex === '' ? 10 : 16)),
    )
    .replace(/&(amp|lt|gt|quot);/g, (_all, name: string) => NAMED[name] ?? '')
    .replace(/\s+/g, ' ');

/** @returns a page but for the names of languages, each of which is in its own */
export const withoutSwitch = (html: string): string =>
  html.replace(/<(\w+) [^>]*class="(?:link )?language"[^>]*>[\s\S]*?<\/\1>/g, '\n');

/**
 * @returns what a page shows and what is said of it, texts and attributes: but for code, times, and what it declares to be
 *   English
 */
export function textsOf(html: string): string[] {
  const shown = withoutSwitch(html)
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<(script|style|code|pre|textarea|svg|time)\b[\s\S]*?<\/\1>/g, '\n')
    .replace(/<(\w+)[^>]* lang="en"[^>]*>[\s\S]*?<\/\1>/g, '\n');
  const said = [...shown.matchAll(SPOKEN), ...shown.matchAll(META)].map(([, text]) => text ?? '');
  const texts = shown.replace(INLINE, '').split(/<[^>]*>/);
  return [...texts, ...said].map((text) => decode(text).trim()).filter((text) => text !== '');
}

/** The pieces of a text in plain letters: of a page in the pseudo-language, what no message says. */
export const plainPieces = (text: string): string[] =>
  text
    .split(/[⟦⟧]|[^\p{ASCII}“”‘’„«»…–—·•→›×°\u00a0\u202f\u2066-\u2069]+/u)
    .map((piece) => piece.replace(/^[^A-Za-z]+|[^A-Za-z0-9.!?)]+$/g, ''))
    .filter((piece) => /[A-Za-z]{2}/.test(piece));

const LITERAL = /'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g;
const COMMENT = /^\s*(?:\*|\/\/|\/\*\*).*$/gm;
/** Rooms that speak to programs and logs alone. */
const SILENT = /^(?:embedded|store|commands|metrics|base)\//;

const escape = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
const hasWords = (text: string) => /[A-Za-z]{3}[\s:]|[\s:][A-Za-z]{3}/.test(text);

/**
 * Tells what the program's own sources write from what people have made up.
 * @returns whether a text stands in quotation marks in `src/`. Small words are left out: most are words of the program
 */
export function createSourceSearch(): (text: string) => boolean {
  const whole = new Set<string>();
  const patterns: RegExp[] = [];
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/\.test\.ts$|testing/.test(file) && !SILENT.test(file),
  );
  for (const file of files) {
    const source = readFileSync(path.join('src', file), 'utf8').replace(COMMENT, '');
    for (const [, single, double, template = ''] of source.matchAll(LITERAL)) {
      whole.add((single ?? double ?? template).replace(/\\'/g, "'"));
      if (template.includes('${') && hasWords(template.replace(/\$\{[^}]*\}/g, '')))
        patterns.push(
          new RegExp(
            `^${template
              .split(/\$\{[^}]*\}/)
              .map(escape)
              .join('[\\s\\S]*?')}$`,
          ),
        );
    }
  }
  return (text) =>
    /[A-Z\s]/.test(text) && (whole.has(text) || patterns.some((pattern) => pattern.test(text)));
}

/** @returns the words that the templates write themselves, with the file of each */
export function wordsOfTemplates(): { readonly file: string; readonly words: string }[] {
  return readdirSync('views', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.hbs'))
    .flatMap((file) => {
      const source = readFileSync(path.join('views', file), 'utf8')
        .replace(/\{\{!--[\s\S]*?--\}\}/g, '')
        .replace(/\{\{\{?[\s\S]*?\}?\}\}/g, '');
      const texts = file.endsWith('.txt.hbs') ? source.split('\n') : textsOf(source);
      return texts.flatMap(plainPieces).map((words) => ({ file, words }));
    });
}
