import { drawShare } from './bar-chart.js';
import { USE_GROUPS, type DayCount, type UseGroup, type UseKind } from './use.js';

const WEEK_MS = 7 * 86_400_000;
const WEEKS = 12;

/** @returns the moment from which pages of counts count: twelve weeks ago */
export const countedSince = (now: Date): Date => new Date(now.getTime() - WEEKS * WEEK_MS);

/** @returns the ends of the weeks that are counted, the last of which ends now */
export const weekEnds = (now: Date): Date[] =>
  Array.from(
    { length: WEEKS + 1 },
    (_, at) => new Date(countedSince(now).getTime() + at * WEEK_MS),
  );

/** @returns when each of the weeks that are counted begins */
export const weekStarts = (now: Date): Date[] => weekEnds(now).slice(0, WEEKS);

/** How often one group of uses happened, and of which kinds they were. */
export interface UseTotal {
  readonly group: UseGroup;
  readonly total: number;
  readonly kinds: readonly { readonly kind: UseKind; readonly count: number }[];
}

/** Adds days up; every group is there, also one in which nothing happened. */
export function addUp(days: readonly Pick<DayCount, 'kind' | 'count'>[]): UseTotal[] {
  const sums = new Map<UseKind, number>();
  for (const { kind, count } of days) sums.set(kind, (sums.get(kind) ?? 0) + count);
  return (Object.keys(USE_GROUPS) as UseGroup[]).map((group) => {
    const kinds = USE_GROUPS[group].flatMap((kind) => {
      const count = sums.get(kind);
      return count === undefined ? [] : [{ kind, count }];
    });
    return { group, kinds, total: kinds.reduce((sum, { count }) => sum + count, 0) };
  });
}

/** @returns the rows of the table about uses, each with its picture and, of several kinds, what it is made of */
export function rowsOfUses(
  days: readonly Pick<DayCount, 'kind' | 'count'>[],
  t: (key: string) => string,
  isRightToLeft: boolean,
) {
  const totals = addUp(days);
  const most = Math.max(...totals.map(({ total }) => total));
  return totals.map(({ group, total, kinds }) => ({
    label: t(`desk.counts.group.${group}`),
    value: total,
    parts:
      USE_GROUPS[group].length === 1
        ? []
        : kinds.map(({ kind, count }) => ({ label: t(`desk.counts.kind.${kind}`), count })),
    share: drawShare(total, most, isRightToLeft),
  }));
}
