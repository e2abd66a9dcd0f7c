import { omitUndefined } from '../../base/index.js';
import { breakCircles } from './break-circles.js';
import { altOf, codeOf, descriptionOf, languageOf, lineOf, urlOf } from './clean.js';
import type { Collect } from './collect.js';
import { Unreadable, type FrameworkHead } from './read-skill.js';
import type { Table } from './table.js';

/** ESCO has no file that describes itself: its name and address are those of the European Commission's portal. */
const HEAD: FrameworkHead = {
  kind: 'ESCO',
  identity: 'esco',
  name: 'ESCO: European Skills, Competences, Qualifications and Occupations',
  url: 'https://esco.ec.europa.eu/',
};

/** OB 3.0 has no word for it, so one of the extensions that it allows. */
const TARGET_TYPES = { skill: 'ext:esco.Skill', group: 'ext:esco.SkillGroup' } as const;

/** The tables of ESCO's CSV, told by their columns: files are renamed, columns are not. */
export type EscoTable = 'skills' | 'relations' | 'occupations';

/** @returns which table of ESCO this is; null where it is none */
export function escoTableOf({ columns }: Table): EscoTable | null {
  if (!columns.has('concepturi')) return null;
  if (columns.has('broaderuri')) return 'relations';
  if (columns.has('iscogroup')) return 'occupations';
  return columns.has('preferredlabel') ? 'skills' : null;
}

async function readSkills(table: Table, language: string, collect: Collect, file: string) {
  const seen = new Set<string>();
  for (const row of table.rows((line, code) => collect.odd(line, code, file))) {
    const isGroup = /group/i.test(row.cell('concepttype'));
    if (/^isco/i.test(row.cell('concepttype'))) throw new Unreadable('occupations');
    if (/obsolete/i.test(row.cell('status'))) continue;
    const url = urlOf(row.cell('concepturi'));
    const name = lineOf(row.cell('preferredlabel'));
    if (url === undefined) collect.odd(row.line, 'no_address', file);
    else if (name === '') collect.odd(row.line, 'no_name', file);
    else if (!seen.has(url)) {
      seen.add(url);
      // Other names stand one a line; exports of other tools separate them by bars.
      const alt = `${row.cell('altlabels')}\n${row.cell('hiddenlabels')}`.split(/\r?\n| \| /);
      await collect.skill(
        HEAD,
        omitUndefined({
          url,
          language,
          name,
          code: codeOf(row.cell('code')),
          description: descriptionOf(row.cell('description') || row.cell('definition')),
          broader: urlOf(row.cell('broaderconcepturi').split(/[|\n]/)[0]),
          alt: altOf(alt),
          targetType: isGroup ? TARGET_TYPES.group : TARGET_TYPES.skill,
        }),
      );
    }
  }
}

async function readRelations(table: Table, collect: Collect, file: string) {
  const broader = new Map<string, string>();
  const lines = new Map<string, number>();
  for (const row of table.rows((line, code) => collect.odd(line, code, file))) {
    const [from, to] = [urlOf(row.cell('concepturi')), urlOf(row.cell('broaderuri'))];
    if (from === undefined || to === undefined) collect.odd(row.line, 'no_address', file);
    // A skill may be a part of several: it is shown within the first.
    else if (!broader.has(from)) {
      broader.set(from, to);
      lines.set(from, row.line);
    }
  }
  for (const url of breakCircles(broader)) collect.odd(lines.get(url) ?? 0, 'circle', file);
  for (const [from, to] of broader) await collect.relation(HEAD, from, to);
}

/**
 * Reads a table of ESCO's CSV: skills, groups, collections, or what is broader than what.
 * @param name of the file, which says the language: `skills_fr.csv`
 * @param language where the name does not say it
 */
export async function readEsco(
  table: Table,
  {
    name,
    language,
    file,
  }: { readonly name: string; readonly language: string; readonly file: string },
  collect: Collect,
): Promise<void> {
  const kind = escoTableOf(table);
  if (kind === 'occupations') throw new Unreadable('occupations');
  if (kind === 'relations') return readRelations(table, collect, file);
  const [, said] = /_([a-z]{2,3})(?:\.\w+)?$/i.exec(name) ?? [];
  await readSkills(table, languageOf(said) ?? language, collect, file);
}
