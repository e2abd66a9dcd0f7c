import { createHash } from 'node:crypto';
import {
  compareDecimals,
  decimal,
  formatDecimal,
  multiplyDecimals,
  parseDecimal,
  subtractDecimals,
  type Decimal,
} from './decimal.js';
import type { Grade } from './grade.js';
import type { MirrorDoubtCode, Mirror, MirrorSeen } from './mirror.js';

const DAY = 86_400_000;
/** After how long without a change the confirmed maximum is doubted, in milliseconds. */
const LONG_SILENCE_MS = 30 * DAY;
const CLIPPED_AT_LEAST = 3;
/** How many learners' values are kept, to be compared with the next ones. */
const SAMPLE = 100;
/** Moodle keeps five decimals of a grade: ratios that differ by less than this count as the same. */
const TOLERANCE = decimal('0.0005');

interface Reading {
  readonly now: Date;
  /** The column's maximum now. */
  readonly maximum: string | null;
  readonly grades: readonly Grade[];
}

export const isSameNumber = (
  a: string | null | undefined,
  b: string | null | undefined,
): boolean => {
  const left = typeof a === 'string' ? parseDecimal(a) : null;
  const right = typeof b === 'string' ? parseDecimal(b) : null;
  return left !== null && right !== null && compareDecimals(left, right) === 0;
};

/** Whether a is larger than b; false where one of them is no number. */
export function isAbove(a: string | null, b: string | null): boolean {
  const left = a === null ? null : parseDecimal(a);
  const right = b === null ? null : parseDecimal(b);
  return left !== null && right !== null && compareDecimals(left, right) > 0;
}

/** Names a learner in the kept sample: the same in every reading, without identifying anybody. */
const keyOf = (userId: string): string =>
  createHash('sha256').update(`mirror ${userId}`).digest('base64url').slice(0, 10);

/** @returns counts, fingerprint and a bounded sample of a whole reading */
export function seenOf(reading: Reading, before: MirrorSeen | undefined): MirrorSeen {
  const graded = reading.grades.filter((grade) => grade.score !== null);
  const texts = graded.map((grade) => `${grade.userId} ${grade.score ?? ''}`).sort();
  const digest = createHash('sha256')
    .update(JSON.stringify([reading.maximum, texts]))
    .digest('base64url');
  const sample = graded
    .map(({ userId, score }): [string, string] => [keyOf(userId), score ?? ''])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, SAMPLE);
  return {
    digest,
    changedAt: before?.digest === digest ? before.changedAt : reading.now,
    graded: graded.length,
    full: graded.filter((grade) => isSameNumber(grade.score, reading.maximum)).length,
    sample,
  };
}

/**
 * Whether many learners reached exactly the column's maximum at once while hardly anybody was graded anew. Moodle does
 * this to a column without headroom whose activity got a larger maximum: it caps values instead of scaling them.
 */
export function looksClipped(before: MirrorSeen | undefined, now: MirrorSeen): boolean {
  if (!before || before.graded === 0) return false;
  const risen = now.full - before.full;
  const added = Math.max(0, now.graded - before.graded);
  return risen - added >= CLIPPED_AT_LEAST && (risen - added) * 4 >= now.graded;
}

/** A learner's points before and after. */
type Change = readonly [Decimal, Decimal];

/** @returns the points of learners who had some in both readings */
function pairs(before: MirrorSeen, now: MirrorSeen): Change[] {
  const earlier = new Map(before.sample);
  return (now.sample ?? []).flatMap(([key, score]): Change[] => {
    const old = parseDecimal(earlier.get(key) ?? '');
    const next = parseDecimal(score);
    return old && next && old.units > 0n ? [[old, next]] : [];
  });
}

const magnitude = (value: Decimal): Decimal => ({
  units: value.units < 0n ? -value.units : value.units,
  scale: value.scale,
});

/** Whether b/a and d/c are the same ratio within five decimals, by cross-multiplication. */
function isSameRatio([a, b]: Change, [c, d]: Change): boolean {
  const difference = magnitude(subtractDecimals(multiplyDecimals(b, c), multiplyDecimals(d, a)));
  return compareDecimals(difference, multiplyDecimals(TOLERANCE, multiplyDecimals(a, c))) <= 0;
}

/** Whether `maximum`, scaled as one learner's points were, is one that people choose: a multiple of five. */
function isRoundMaximum(maximum: Decimal, [before, after]: Change): boolean {
  // Tests maximum × after = implied × before, where implied is the nearest multiple of five.
  const implied =
    Number(formatDecimal(maximum)) * (Number(formatDecimal(after)) / Number(formatDecimal(before)));
  const nearest = Math.round(implied / 5) * 5;
  if (nearest <= 0) return false;
  const difference = magnitude(
    subtractDecimals(
      multiplyDecimals(maximum, after),
      multiplyDecimals(decimal(String(nearest)), before),
    ),
  );
  return (
    compareDecimals(difference, multiplyDecimals(TOLERANCE, multiplyDecimals(maximum, before))) <= 0
  );
}

/**
 * @returns the largest number of changes by one factor from different points: two learners who went from 10 to 12 prove
 *   nothing
 */
function mostOfOneFactor(moved: readonly Change[]): number {
  const sizes = moved.map((one) => {
    const same = moved.filter((other) => isSameRatio(one, other));
    return new Set(same.map(([old]) => formatDecimal(old))).size > 1 ? same.length : 0;
  });
  return Math.max(0, ...sizes);
}

/**
 * Whether the points of those who had some changed by one factor, as Moodle does when an activity's maximum changes:
 * all of them, or most of those that changed where others stayed (a typed grade keeps its points) or were graded anew
 * at the same time. A single learner proves little: the factor must then lead to a maximum that people choose.
 */
export function looksRescaled(
  before: MirrorSeen | undefined,
  now: MirrorSeen,
  confirmedMaximum: string,
): boolean {
  const both = before ? pairs(before, now) : [];
  const moved = both.filter(([old, next]) => compareDecimals(old, next) !== 0);
  const [first, ...others] = moved;
  if (!first) return false;
  if (others.length > 0) {
    const isWhole = moved.length === both.length;
    if (isWhole && others.every((pair) => isSameRatio(first, pair))) return true;
    return mostOfOneFactor(moved) * 2 > moved.length;
  }
  const maximum = parseDecimal(confirmedMaximum);
  return moved.length === both.length && maximum !== null && isRoundMaximum(maximum, first);
}

const existedAt = (at: Date | undefined, grades: readonly Grade[]): boolean =>
  at !== undefined &&
  // Moodle's timestamps have whole seconds.
  grades.some(
    ({ score, gradedAt }) => score !== null && gradedAt && gradedAt.getTime() <= at.getTime() + 999,
  );

const isLongAgo = (at: Date | undefined, now: Date): boolean =>
  at !== undefined && now.getTime() - at.getTime() > LONG_SILENCE_MS;

/** @returns what a whole reading gives reason to doubt about the confirmed maximum. A pure function */
export function doubtOf(
  mirror: Pick<Mirror, 'confirmedMaximum' | 'confirmedAt' | 'firstValueAt' | 'seen'>,
  reading: Reading,
  seen: MirrorSeen,
): MirrorDoubtCode | null {
  const { confirmedMaximum, confirmedAt, seen: before } = mirror;
  if (confirmedMaximum === undefined) return null;
  if (reading.grades.some(({ score }) => isAbove(score, confirmedMaximum))) return 'mirror_above';
  if (looksRescaled(before, seen, confirmedMaximum)) return 'mirror_rescaled';
  if (looksClipped(before, seen)) return 'mirror_clipped';
  const isFirst = mirror.firstValueAt === undefined && seen.graded > 0;
  if (isFirst && !existedAt(confirmedAt, reading.grades)) return 'mirror_first_grades';
  const moves = before !== undefined && before.digest !== seen.digest;
  if (moves && isLongAgo(before.changedAt, reading.now) && isLongAgo(confirmedAt, reading.now))
    return 'mirror_after_silence';
  return null;
}
