/** The templates of views/ as code: parsed at build time, so that a start has nothing to parse. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';

const FOLDER = path.resolve('views');

/** As src/web/templates.ts compiles them. */
const optionsOf = (file) =>
  file.endsWith('.txt.hbs') ? { noEscape: true } : { preventIndent: true };

/** @returns the source of a module with the exports of src/web/templates.ts */
export function compileTemplates() {
  const files = readdirSync(FOLDER, { recursive: true })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.hbs'))
    .sort();
  const entries = files.map((file) => {
    const source = readFileSync(path.join(FOLDER, file), 'utf8');
    const [head] = source.split('\n', 1);
    return `{file:${JSON.stringify(file)},head:${JSON.stringify(head)},spec:${Handlebars.precompile(source, optionsOf(file))}}`;
  });
  return `import Handlebars from 'handlebars';
export const createHandlebars = () => Handlebars.create();
export const loadTemplates = (handlebars) =>
  TEMPLATES.map(({ file, head, spec }) => ({ file, head, render: handlebars.template(spec) }));
const TEMPLATES = [${entries.join(',\n')}];
`;
}
