import { activityOf, type Assessment, type SourceKind } from '../../grades/index.js';
import { isCompletion } from '../../awards/index.js';

/**
 * The rank of each source by what it tells, the best first: releases and times, then grades, then only that something was
 * done. A source that is new is asked for here by its type.
 */
const RANK: Readonly<Record<SourceKind, number>> = {
  canvas: 0,
  moodle: 1,
  lti: 2,
  mirror: 3,
  completion: 4,
  application: 5,
  modules: 6,
  restricted: 7,
};

/** Sources that no other one tells the same as, whatever it is called. */
const STANDS_ALONE: ReadonlySet<SourceKind> = new Set(['restricted', 'application']);

const LAST = Object.keys(RANK).length;

const rank = (each: Assessment): number => (each.obstacle ? LAST : 0) + RANK[each.source];

const named = ({ source, title }: Pick<Assessment, 'source' | 'title'>): string =>
  (source === 'mirror' ? activityOf(title) : title).trim().toLowerCase();

const maximumOf = (each: Assessment): string | null =>
  isCompletion(each) || each.needsConfirmation ? null : each.maximum;

/** One assessment with the sources by which it can be read, the best first. */
export interface Ways<T> {
  readonly best: T;
  readonly others: readonly T[];
}

/** Whether two entries of one name may be the same assessment: of different sources, and without different maxima. */
function isSame(one: Assessment, other: Assessment): boolean {
  if (one.source === other.source) return false;
  const [a, b] = [maximumOf(one), maximumOf(other)];
  return a === null || b === null || Number(a) === Number(b);
}

/**
 * Groups assessments as a course has them: what several sources list under one name is shown once, with the best
 * source. Two entries of one name in one source are two assessments. A restricted activity stays on its own, since its
 * name is the tool's.
 * @param isChosen whether a form uses an entry, which is then always shown
 */
export function groupWays(
  assessments: readonly Assessment[],
  isChosen: (each: Assessment) => boolean,
): Ways<Assessment>[] {
  const groups: Assessment[][] = [];
  for (const each of assessments) {
    const group = STANDS_ALONE.has(each.source)
      ? undefined
      : groups.find(
          (one) =>
            one[0] !== undefined &&
            !STANDS_ALONE.has(one[0].source) &&
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
