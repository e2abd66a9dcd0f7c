import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars, { type TemplateDelegate } from 'handlebars';

/*
 * Templates read from their files and parsed at the start. The built program has a module with the same exports instead of this one, in which they are
 * compiled (scripts/build/templates.mjs).
 */

const FOLDER = fileURLToPath(new URL('../../views', import.meta.url));

export interface LoadedTemplate {
  /** The template's path below views/, with slashes. */
  readonly file: string;
  /** Its first line, which names a layout. */
  readonly head: string;
  readonly render: TemplateDelegate;
}

/** An environment of its own for helpers and partials. */
export const createHandlebars = (): typeof Handlebars => Handlebars.create();

function listTemplates(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.hbs'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((file) => file.split(path.sep).join('/'));
}

/** Mail is text: nothing in it is escaped, for it is not HTML. */
const optionsOf = (file: string): CompileOptions =>
  file.endsWith('.txt.hbs') ? { noEscape: true } : { preventIndent: true };

/** @throws Error that says where a template cannot be parsed */
export function loadTemplates(
  handlebars: typeof Handlebars,
  folder: string = FOLDER,
): LoadedTemplate[] {
  return listTemplates(folder).map((file) => {
    const source = readFileSync(path.join(folder, file), 'utf8');
    handlebars.parse(source);
    const [head = ''] = source.split('\n', 1);
    return { file, head, render: handlebars.compile(source, optionsOf(file)) };
  });
}
