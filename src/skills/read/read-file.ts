import { omitUndefined, parseJson } from '../../base/index.js';
import { casePackageOf, readCase } from './case.js';
import { createCollect, type Collect } from './collect.js';
import { ctdlNodesOf, readCtdl } from './ctdl.js';
import { escoTableOf, readEsco } from './esco.js';
import { isOnet, readOnet } from './onet.js';
import { Unreadable, type Odd, type ReadPart, type ReadProblem } from './read-skill.js';
import { tableOf } from './table.js';
import { isZip, unzip, type InFile } from './unzip.js';

const JSON_BOUNDS = { depth: 32, values: 3_000_000 };

/** What became of a file. */
export interface ReadOutcome {
  /** Why no more of it was read. */
  readonly problem?: ReadProblem;
  readonly skills: number;
  /** Rows that were left out: the first of them, and how many. */
  readonly odd: readonly Odd[];
  readonly oddCount: number;
  /** Whether it holds all skills of its framework in its languages: what it does not name is there no more. */
  readonly isWhole: boolean;
}

function textOf(bytes: Uint8Array): string {
  const [a, b] = bytes;
  const encoding = a === 0xff && b === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable('not_text');
  }
}

function documentOf(text: string): unknown {
  try {
    return parseJson(text, JSON_BOUNDS);
  } catch {
    throw new Unreadable('not_json');
  }
}

async function readJson(text: string, language: string, collect: Collect): Promise<void> {
  const document = documentOf(text);
  const found = casePackageOf(document);
  if (found !== null) return readCase(found, language, collect);
  const nodes = ctdlNodesOf(document);
  if (nodes === null) throw new Unreadable('unknown_format');
  return readCtdl(nodes, language, collect);
}

/** @returns whether the file is all that its framework has of the kind */
async function readOne(
  { name, bytes }: InFile,
  language: string,
  collect: Collect,
  file: string,
): Promise<boolean> {
  const text = textOf(bytes);
  if (/^\uFEFF?\s{0,100}[{[]/.test(text)) {
    await readJson(text, language, collect);
    return true;
  }
  const table = tableOf(text);
  if (escoTableOf(table) !== null) {
    await readEsco(table, { name, language, file }, collect);
    return /^skills_/i.test(name) && !table.columns.has('broaderconcepturi');
  }
  if (!isOnet(table)) throw new Unreadable('unknown_format');
  await readOnet(table, collect, file);
  return false;
}

/**
 * Reads a file of a framework: ESCO's CSV, O*NET's tables, a CASE package, a CTDL graph, or a ZIP of these. What it is is told
 * by what stands in it.
 * @param language of a file that does not say it
 * @param give takes a part, and says when the next one may come
 */
export async function readFile(
  order: InFile & { readonly language: string },
  give: (part: ReadPart) => Promise<void>,
): Promise<ReadOutcome> {
  const collect = createCollect(give);
  const outcome = (isWhole: boolean, problem?: ReadProblem): ReadOutcome =>
    omitUndefined({
      problem,
      skills: collect.found.skills,
      odd: collect.told.odd,
      oddCount: collect.told.count,
      isWhole,
    });
  try {
    const isPacked = isZip(order.bytes);
    let isWhole = false;
    for (const one of isPacked ? unzip(order.bytes) : [order])
      try {
        const isAll = await readOne(one, order.language, collect, isPacked ? one.name : '');
        isWhole ||= isAll;
      } catch (error) {
        const isOther = error instanceof Unreadable && error.code === 'unknown_format';
        // A ZIP may hold more than is read here.
        if (!isPacked || !isOther) throw error;
      }
    await collect.end();
    const { skills, relations } = collect.found;
    return skills + relations === 0 ? outcome(false, 'no_skills') : outcome(isWhole);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return outcome(false, error.code);
  }
}
