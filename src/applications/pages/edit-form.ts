import type { Request } from 'express';
import { omitUndefined } from '../../base/index.js';
import { FILE_KINDS, type FileKind } from '../model/file-kind.js';
import {
  MOST_CRITERIA,
  MOST_FILES,
  MOST_LEVELS,
  MOST_LINKS,
  MOST_MEGABYTES,
  MOST_POINTS,
  MOST_REVIEWERS,
  MOST_TEXT,
  type Criterion,
  type Level,
  type TaskContent,
} from '../model/task.js';

type Fields = Readonly<Record<string, unknown>>;

const MOST_TITLE = 120;
const MOST_NAME = 100;
const MOST_DESCRIPTION = 1_000;
const MOST_INSTRUCTIONS = 10_000;

const textOf = (fields: Fields, name: string, most: number): string => {
  const text = [fields[name]].flat()[0];
  return typeof text === 'string' ? text.replace(/\r\n?/g, '\n').trim().slice(0, most) : '';
};

/** One line, without characters of control. */
const lineOf = (fields: Fields, name: string, most: number): string =>
  textOf(fields, name, most).replace(/\p{Cc}+/gu, ' ');

const listOf = (fields: Fields, name: string): string[] =>
  [fields[name] ?? []].flat().filter((one): one is string => typeof one === 'string');

function wholeOf(fields: Fields, name: string, most: number, or: number): number {
  const text = textOf(fields, name, 10);
  return /^\d{1,9}$/.test(text) ? Math.min(Number(text), most) : or;
}

function readLevel(fields: Fields, criterion: Criterion, level: Level): Level {
  const name = `l_${criterion.id}_${level.id}`;
  return {
    id: level.id,
    name: lineOf(fields, `${name}_name`, MOST_NAME),
    description: lineOf(fields, `${name}_description`, MOST_DESCRIPTION),
    points: wholeOf(fields, `${name}_points`, MOST_POINTS, level.points),
  };
}

function readCriterion(fields: Fields, criterion: Criterion): Criterion {
  const name = `c_${criterion.id}`;
  if (!Object.hasOwn(fields, `${name}_name`)) return criterion;
  const required = lineOf(fields, `${name}_required`, MOST_NAME);
  const isKnown = criterion.levels.some(({ id }) => id === required);
  return omitUndefined({
    id: criterion.id,
    name: lineOf(fields, `${name}_name`, MOST_NAME),
    description: lineOf(fields, `${name}_description`, MOST_DESCRIPTION),
    levels: criterion.levels.map((level) => readLevel(fields, criterion, level)),
    requiredLevel: isKnown ? required : undefined,
  });
}

/** Reads all fields of the set-up page; what is wrong keeps what it was, so that nothing typed elsewhere is lost. */
export function readContent({ body }: Pick<Request, 'body'>, was: TaskContent): TaskContent {
  const fields = (body ?? {}) as Fields;
  const asked = textOf(fields, 'textAsked', 10);
  const kinds = listOf(fields, 'kinds');
  return {
    title: lineOf(fields, 'title', MOST_TITLE),
    instructions: textOf(fields, 'instructions', MOST_INSTRUCTIONS),
    text: {
      asked: asked === 'may' || asked === 'must' ? asked : 'no',
      most: Math.max(1, wholeOf(fields, 'textMost', MOST_TEXT, was.text.most)),
    },
    links: {
      least: wholeOf(fields, 'linksLeast', MOST_LINKS, was.links.least),
      most: wholeOf(fields, 'linksMost', MOST_LINKS, was.links.most),
    },
    files: {
      least: wholeOf(fields, 'filesLeast', MOST_FILES, was.files.least),
      most: wholeOf(fields, 'filesMost', MOST_FILES, was.files.most),
      megabytes: Math.max(1, wholeOf(fields, 'megabytes', MOST_MEGABYTES, was.files.megabytes)),
      kinds: FILE_KINDS.filter((kind: FileKind) => kinds.includes(kind)),
    },
    criteria: was.criteria.map((one) => readCriterion(fields, one)),
    pass:
      textOf(fields, 'pass', 10) === 'each'
        ? { kind: 'each' }
        : { kind: 'total', points: wholeOf(fields, 'passPoints', 100_000, 0) },
    reviewers: [...new Set(listOf(fields, 'reviewers'))]
      .filter((id) => id !== '' && id.length <= 255)
      .slice(0, MOST_REVIEWERS),
    agree: textOf(fields, 'agree', 1) === '2' ? 2 : 1,
  };
}

/** @returns the first of `<letter>1`, `<letter>2`, … that is not taken */
function freeId(letter: string, taken: readonly { readonly id: string }[]): string {
  for (let at = 1; ; at += 1)
    if (!taken.some(({ id }) => id === `${letter}${at}`)) return `${letter}${at}`;
}

const withLevel = (criterion: Criterion): Criterion => {
  const { levels } = criterion;
  if (levels.length >= MOST_LEVELS) return criterion;
  const id = freeId('l', levels);
  const points = (levels.at(-1)?.points ?? -1) + 1;
  return { ...criterion, levels: [...levels, { id, name: '', description: '', points }] };
};

const withoutLevel = (criterion: Criterion, level: string): Criterion => {
  const { requiredLevel, ...rest } = criterion;
  const levels = criterion.levels.filter(({ id }) => id !== level);
  const kept = requiredLevel === level ? undefined : requiredLevel;
  return omitUndefined({ ...rest, levels, requiredLevel: kept });
};

/** @returns a criterion as a new one begins, with steps of these names */
export function newCriterion(
  taken: readonly { readonly id: string }[],
  names: readonly string[],
): Criterion {
  const levels = names.map((name, at) => ({ id: `l${at + 1}`, name, description: '', points: at }));
  return { id: freeId('c', taken), name: '', description: '', levels };
}

/**
 * @param what `add-criterion`, `remove-criterion:<id>`, `add-level:<id>` or `remove-level:<id>:<level>`
 * @returns the content after a button of the rubric; the same for any other
 */
export function changeRubric(
  content: TaskContent,
  what: string,
  levelNames: readonly string[],
): TaskContent {
  const [act = '', id = '', level = ''] = what.split(':');
  const { criteria } = content;
  const each = (change: (one: Criterion) => Criterion): TaskContent => ({
    ...content,
    criteria: criteria.map((one) => (one.id === id ? change(one) : one)),
  });
  if (act === 'add-criterion' && criteria.length < MOST_CRITERIA)
    return { ...content, criteria: [...criteria, newCriterion(criteria, levelNames)] };
  if (act === 'remove-criterion')
    return { ...content, criteria: criteria.filter((one) => one.id !== id) };
  if (act === 'add-level') return each(withLevel);
  if (act === 'remove-level') return each((one) => withoutLevel(one, level));
  return content;
}
