import { readCsv, type CsvRow } from '../../base/index.js';
import type { Roster, RosterMember } from '../../grades/index.js';
import type { RosterEntry } from '../entries/roster-entry.js';
import type { BulkPerson } from './bulk-job.js';
import { obstacleTo } from './prepare-bulk.js';

/** Why a line cannot be used. */
export type LineProblem =
  'noHeader' | 'unreadable' | 'empty' | 'unknown' | 'ambiguous' | 'twice' | 'longReason' | 'self';

/** A line that cannot be used. */
export interface BadLine {
  readonly line: number;
  readonly problem: LineProblem;
  /** The cell that should name the learner. */
  readonly text: string;
}

/** The content of a file of learners. */
export interface CsvPeople {
  readonly people: readonly BulkPerson[];
  readonly bad: readonly BadLine[];
  /** How many named learners have the badge already. */
  readonly has: number;
}

/** The names that columns may have, whichever language the file was saved in or typed in. */
const COLUMNS = {
  email: /^e-?mail/i,
  userId: /^(user[ _-]?id|id|sub)$/i,
  name: /^(full[ _-]?)?name$/i,
  reason: /^(reason|note|comment)$/i,
} as const;

type Column = keyof typeof COLUMNS;

/** What a learner may be named by, the most reliable first. */
const WAYS = ['userId', 'email', 'name'] as const;

/** The longest reason; see {@link MOST_REASON} of the awards room. */
const MOST_REASON = 500;
const SHOWN = 80;

function columnsOf(head: CsvRow): ReadonlyMap<Column, number> {
  const found = new Map<Column, number>();
  for (const [name, pattern] of Object.entries(COLUMNS) as [Column, RegExp][]) {
    const at = head.cells.findIndex((cell) => pattern.test(cell.trim()));
    if (at >= 0) found.set(name, at);
  }
  return found;
}

/** Indexes learners by what a file may name them by; null stands for a name that two learners have. */
function indexOf(members: readonly RosterMember[]) {
  const index = new Map<string, RosterMember | null>();
  const add = (key: string, member: RosterMember) => index.set(key, index.has(key) ? null : member);
  for (const member of members) {
    add(`userId ${member.userId}`, member);
    if (member.email) add(`email ${member.email.toLowerCase()}`, member);
    if (member.name) add(`name ${member.name.toLowerCase().replace(/\s+/g, ' ')}`, member);
  }
  return index;
}

const keyOf = (column: Column, text: string): string =>
  column === 'userId' ? `userId ${text}` : `${column} ${text.toLowerCase().replace(/\s+/g, ' ')}`;

interface Known {
  readonly roster: Roster;
  /** @returns the learner's status with the badge; undefined for somebody who is not on its roster */
  readonly standing: (userId: string) => Pick<RosterEntry, 'standing' | 'userId'> | undefined;
  readonly selfId: string;
}

interface Table {
  readonly lines: readonly CsvRow[];
  readonly columns: ReadonlyMap<Column, number>;
  readonly ways: readonly Column[];
}

/** @returns a file's rows and columns, or what is wrong with the file as a whole */
function tableOf(
  text: string,
  most: number,
): Table | { readonly line: number; readonly problem: LineProblem } {
  try {
    const [head, ...lines] = readCsv(text, most + 1);
    const columns = head ? columnsOf(head) : new Map<Column, number>();
    const ways = WAYS.filter((way) => columns.has(way));
    const isNamed = ways.length > 0;
    return isNamed ? { lines, columns, ways } : { line: 1, problem: 'noHeader' };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { line: Number(error.cause), problem: 'unreadable' };
  }
}

/** @returns why a line cannot be used; undefined where it can */
function problemOf(
  way: Column | undefined,
  member: RosterMember | null | undefined,
  reason: string,
  { seen, selfId }: { readonly seen: ReadonlySet<string>; readonly selfId: string },
): LineProblem | null {
  if (!way) return 'empty';
  if (member === undefined) return 'unknown';
  if (member === null) return 'ambiguous';
  if (seen.has(member.userId)) return 'twice';
  if (reason.length > MOST_REASON) return 'longReason';
  return member.userId === selfId ? 'self' : null;
}

/**
 * Reads which learners a CSV file names for a badge. A line that cannot be used says why; the caller decides what
 * happens to the others.
 * @param most how many rows a file may have
 */
export function readCsvPeople(text: string, most: number, known: Known): CsvPeople {
  const table = tableOf(text, most);
  if ('problem' in table) {
    return { people: [], bad: [{ line: table.line, problem: table.problem, text: '' }], has: 0 };
  }
  const { lines, columns, ways } = table;
  const index = indexOf([...known.roster.members.values()].filter(({ isLearner }) => isLearner));
  const people: BulkPerson[] = [];
  const bad: BadLine[] = [];
  const seen = new Set<string>();
  let has = 0;
  for (const { line, cells } of lines) {
    const cell = (column: Column) => (cells[columns.get(column) ?? -1] ?? '').trim();
    const way = ways.find((each) => cell(each) !== '');
    const told = way ? cell(way) : '';
    const member = way ? index.get(keyOf(way, told)) : undefined;
    const reason = cell('reason');
    const problem = problemOf(way, member, reason, { seen, selfId: known.selfId });
    if (problem !== null || !member) {
      bad.push({ line, problem: problem ?? 'unknown', text: told.slice(0, SHOWN) });
      continue;
    }
    const { userId } = member;
    seen.add(userId);
    const entry = known.standing(userId) ?? { userId, standing: 'none' as const };
    if (obstacleTo('award', entry, known.selfId) === 'has') has += 1;
    else people.push(reason === '' ? { userId } : { userId, reason });
  }
  return { people, bad, has };
}
