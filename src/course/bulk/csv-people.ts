import { readCsv, type CsvRow } from '../../base/index.js';
import type { Roster, RosterMember } from '../../grades/index.js';
import type { RosterEntry } from '../entries/roster-entry.js';
import type { BulkPerson } from './bulk-job.js';
import { obstacleTo } from './prepare-bulk.js';

/** Why a line cannot be taken. */
export type LineProblem =
  'noHeader' | 'unreadable' | 'empty' | 'unknown' | 'ambiguous' | 'twice' | 'longReason' | 'self';

export interface BadLine {
  readonly line: number;
  readonly problem: LineProblem;
  /** What the line says of who is meant. */
  readonly text: string;
}

/** A file as it was understood. */
export interface CsvPeople {
  readonly people: readonly BulkPerson[];
  readonly bad: readonly BadLine[];
  /** Named, and have the badge already. */
  readonly has: number;
}

/** How columns may be called, in any language's file that was saved from here or typed by hand. */
const COLUMNS = {
  email: /^e-?mail/i,
  userId: /^(user[ _-]?id|id|sub)$/i,
  name: /^(full[ _-]?)?name$/i,
  reason: /^(reason|note|comment)$/i,
} as const;

type Column = keyof typeof COLUMNS;

/** By what somebody may be named, the surest first. */
const WAYS = ['userId', 'email', 'name'] as const;

/** Of a reason; see {@link MOST_REASON} of awards. */
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

/** Learners by what a file may name them by; null where two are called so. */
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
  /** How a learner stands with the badge. */
  readonly standing: (userId: string) => Pick<RosterEntry, 'standing' | 'userId'> | undefined;
  readonly selfId: string;
}

interface Table {
  readonly lines: readonly CsvRow[];
  readonly columns: ReadonlyMap<Column, number>;
  readonly ways: readonly Column[];
}

/** The rows of a file and its columns, or what is wrong with all of it. */
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

/** What keeps a line from being taken, where something does. */
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
 * Whom a CSV file names for a badge. A line that cannot be taken says why; what is done with the others is decided by whoever asks.
 * @param most rows
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
