import { omitUndefined } from '../../base/index.js';
import { breakCircles } from './break-circles.js';
import { altOf, codeOf, descriptionOf, languageOf, lineOf, urlOf } from './clean.js';
import type { Collect } from './collect.js';
import { Unreadable, type FrameworkHead, type ReadSkill } from './read-skill.js';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** @returns a CASE package, bare or as the API wraps it; null where a document is none */
export function casePackageOf(document: unknown): Fields | null {
  if (!isFields(document)) return null;
  const inner = document['CFPackage'];
  const found = isFields(inner) ? inner : document;
  return isFields(found['CFDocument']) ? found : null;
}

/** What of a package its parts are read with. */
interface Reading {
  readonly head: FrameworkHead;
  readonly language: string;
  readonly broader: ReadonlyMap<string, string>;
  readonly collect: Collect;
}

const uriOf = (link: unknown): string | undefined =>
  urlOf(isFields(link) ? link['uri'] : undefined);

/** What is a part of what, by associations `isChildOf` (CASE 1.1, CFAssociation). */
function relationsOf(found: Fields, collect: Collect): Map<string, string> {
  const broader = new Map<string, string>();
  const places = new Map<string, number>();
  listOf(found['CFAssociations']).forEach((one, at) => {
    if (!isFields(one) || one['associationType'] !== 'isChildOf') return;
    const [from, to] = [uriOf(one['originNodeURI']), uriOf(one['destinationNodeURI'])];
    if (from === undefined || to === undefined || broader.has(from)) return;
    broader.set(from, to);
    places.set(from, at + 1);
  });
  for (const url of breakCircles(broader))
    collect.odd(places.get(url) ?? 0, 'circle', 'CFAssociations');
  return broader;
}

interface Told {
  readonly name: unknown;
  readonly targetType: string;
  readonly code?: unknown;
  readonly description?: unknown;
  readonly alt?: readonly unknown[];
  readonly broader?: string | undefined;
}

async function take(
  { head, language, broader, collect }: Reading,
  one: Fields,
  told: Told,
  [file, line]: readonly [string, number],
): Promise<string | undefined> {
  const url = urlOf(one['uri']);
  const name = lineOf(told.name);
  if (url === undefined) collect.odd(line, 'no_address', file);
  else if (name === '') collect.odd(line, 'no_name', file);
  else {
    const skill: ReadSkill = omitUndefined({
      url,
      language: languageOf(one['language']) ?? language,
      name,
      code: codeOf(told.code),
      description: descriptionOf(told.description),
      broader: told.broader ?? broader.get(url),
      alt: altOf(told.alt ?? []),
      targetType: told.targetType,
    });
    await collect.skill(head, skill);
    return url;
  }
  return undefined;
}

async function readItems(found: Fields, reading: Reading) {
  for (const [at, one] of listOf(found['CFItems']).entries()) {
    if (!isFields(one)) {
      reading.collect.odd(at + 1, 'no_name', 'CFItems');
      continue;
    }
    const { fullStatement, abbreviatedStatement } = one;
    const short = lineOf(abbreviatedStatement);
    await take(
      reading,
      one,
      {
        name: short === '' ? fullStatement : short,
        targetType: 'CFItem',
        code: one['humanCodingScheme'] ?? one['listEnumeration'],
        description: short === '' ? one['notes'] : fullStatement,
        alt: [...listOf(one['conceptKeywords']), one['alternativeLabel']],
      },
      ['CFItems', at + 1],
    );
  }
}

/** Rubrics, their criteria and the levels of these (CASE 1.1, CFRubric). */
async function readRubrics(found: Fields, reading: Reading) {
  for (const [at, rubric] of listOf(found['CFRubrics']).entries()) {
    if (!isFields(rubric)) continue;
    const place = ['CFRubrics', at + 1] as const;
    const { title, description } = rubric;
    const whole = await take(
      reading,
      rubric,
      { name: title, description, targetType: 'CFRubric' },
      place,
    );
    for (const criterion of listOf(rubric['CFRubricCriteria']).filter(isFields)) {
      const name = criterion['category'] ?? criterion['description'];
      const of = await take(
        reading,
        criterion,
        {
          name,
          description: criterion['description'],
          targetType: 'CFRubricCriterion',
          broader: whole,
        },
        place,
      );
      for (const level of listOf(criterion['CFRubricCriterionLevels']).filter(isFields)) {
        const { quality, description: text } = level;
        const told = { name: quality ?? text, description: text, broader: of };
        await take(reading, level, { ...told, targetType: 'CFRubricCriterionLevel' }, place);
      }
    }
  }
}

/** Reads a CASE 1.1 package (1EdTech CASE, CFPackage), or one of 1.0. */
export async function readCase(found: Fields, language: string, collect: Collect): Promise<void> {
  const document = found['CFDocument'] as Fields;
  const identity = lineOf(document['identifier'] ?? document['uri'], 200);
  if (identity === '') throw new Unreadable('unknown_format');
  const head: FrameworkHead = omitUndefined({
    kind: 'CASE' as const,
    identity: `case:${identity}`,
    name: lineOf(document['title'], 200) || identity,
    url: urlOf(document['uri']),
    version: codeOf(document['version']),
  });
  const reading = {
    head,
    language: languageOf(document['language']) ?? language,
    broader: relationsOf(found, collect),
    collect,
  };
  await readItems(found, reading);
  await readRubrics(found, reading);
}
