import { omitUndefined } from '../../base/index.js';
import { codeOf, descriptionOf, lineOf } from './clean.js';
import type { Collect } from './collect.js';
import type { FrameworkHead } from './read-skill.js';
import type { Table } from './table.js';

const HEAD: FrameworkHead = {
  kind: 'O*NET',
  identity: 'onet',
  name: 'O*NET Content Model',
  url: 'https://www.onetcenter.org/content.html',
};

const SITE = 'https://www.onetonline.org';

/** What people can do or know: abilities, work styles, skills, knowledge, activities. The rest of the model describes occupations. */
const ABOUT_PEOPLE = /^(?:1\.[ACD]|2\.[A-E]|4\.A)(?:\.|$)/;
/** A number of the model, such as 2.A.1.e. */
const isElement = (id: string): boolean =>
  /^\d/.test(id) &&
  id.length <= 20 &&
  id.split('.').every((part) => /^[A-Za-z0-9]{1,3}$/.test(part));

/** @returns whether this is one of O*NET's tables: elements of the content model, or of occupations, or technologies */
export const isOnet = ({ columns }: Table): boolean =>
  (columns.has('element id') && columns.has('element name')) ||
  (columns.has('example') && columns.has('commodity code'));

const broaderOf = (id: string): string | undefined => {
  const above = id.split('.').slice(0, -1).join('.');
  return ABOUT_PEOPLE.test(above) ? above : undefined;
};

/** The page of an element at O*NET OnLine. */
const elementUrl = (id: string): string => `${SITE}/find/descriptor/result/${id}`;

async function readElements(table: Table, collect: Collect, file: string) {
  const seen = new Set<string>();
  for (const row of table.rows((line, code) => collect.odd(line, code, file))) {
    const id = row.cell('element id');
    // Tables of occupations name each element once for each of them.
    if (seen.has(id)) continue;
    seen.add(id);
    const name = lineOf(row.cell('element name'));
    if (!isElement(id)) collect.odd(row.line, 'no_address', file);
    else if (name === '') collect.odd(row.line, 'no_name', file);
    else if (ABOUT_PEOPLE.test(id)) {
      const description = descriptionOf(row.cell('description'));
      const above = broaderOf(id);
      await collect.skill(
        HEAD,
        omitUndefined({
          url: elementUrl(id),
          language: 'en',
          name,
          code: id,
          description,
          broader: above === undefined ? undefined : elementUrl(above),
          alt: [],
          targetType: 'ext:onet.Element',
        }),
      );
    }
  }
}

async function readTechnologies(table: Table, collect: Collect, file: string) {
  const seen = new Set<string>();
  for (const row of table.rows((line, code) => collect.odd(line, code, file))) {
    const name = lineOf(row.cell('example'));
    if (name === '') collect.odd(row.line, 'no_name', file);
    else if (!seen.has(name)) {
      seen.add(name);
      const code = codeOf(row.cell('commodity code'));
      await collect.skill(
        HEAD,
        omitUndefined({
          url: `${SITE}/search/tech/example?e=${encodeURIComponent(name)}`,
          language: 'en',
          name,
          code,
          alt: [lineOf(row.cell('commodity title'))].filter(Boolean),
          targetType: 'ext:onet.Technology',
        }),
      );
    }
  }
}

/** Reads a table of the O*NET database, as text with tabs or as CSV. O*NET is in English. */
export const readOnet = (table: Table, collect: Collect, file: string): Promise<void> =>
  table.columns.has('element id')
    ? readElements(table, collect, file)
    : readTechnologies(table, collect, file);
