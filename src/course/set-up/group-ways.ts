import { activityOf, type Assessment, type SourceKind } from '../../grades/index.js';
import { isCompletion } from '../../awards/index.js';

/** What a way of reading tells, the best first: releases and times, grades, then that something was done at all. */
const ORDER: readonly SourceKind[] = [
  'canvas',
  'moodle',
  'lti',
  'mirror',
  'completion',
  'modules',
  'restricted',
];

const rank = (each: Assessment): number =>
  (each.obstacle ? ORDER.length : 0) + ORDER.indexOf(each.source);

const named = ({ source, title }: Pick<Assessment, 'source' | 'title'>): string =>
  (source === 'mirror' ? activityOf(title) : title).trim().toLowerCase();

const maximumOf = (each: Assessment): string | null =>
  isCompletion(each) || each.needsConfirmation ? null : each.maximum;

/** One assessment with the ways in which it can be read, the best first. */
export interface Ways<T> {
  readonly best: T;
  readonly others: readonly T[];
}

/** Whether two that have one name may be one thing: told by different sources, and not of different maxima. */
function isSame(one: Assessment, other: Assessment): boolean {
  if (one.source === other.source) return false;
  const [a, b] = [maximumOf(one), maximumOf(other)];
  return a === null || b === null || Number(a) === Number(b);
}

/**
 * Assessments as a course has them: what several sources tell of under one name stands once, with the best way of reading it.
 * Two of one name in one source are two. A restricted activity is a thing of its own: its name is the tool's.
 * @param isChosen what a form uses stays in sight
 */
export function groupWays(
  assessments: readonly Assessment[],
  isChosen: (each: Assessment) => boolean,
): Ways<Assessment>[] {
  const groups: Assessment[][] = [];
  for (const each of assessments) {
    const group =
      each.source === 'restricted'
        ? undefined
        : groups.find(
            (one) =>
              one[0]?.source !== 'restricted' &&
              one.every((other) => named(other) === named(each) && isSame(other, each)),
          );
    if (group) group.push(each);
    else groups.push([each]);
  }
  return groups.flatMap((group) => {
    const sorted = group.toSorted(
      (a, b) => Number(isChosen(b)) - Number(isChosen(a)) || rank(a) - rank(b),
    );
    const [best, ...others] = sorted;
    return best ? [{ best, others }] : [];
  });
}
