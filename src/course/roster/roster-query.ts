import { z } from 'zod';
import { omitUndefined } from '../../base/index.js';
import { isLearnerStatus } from '../entries/learner-status.js';
import type { RosterOrder, RosterView } from '../entries/roster-entry-store.js';

/** What an address asks of a roster. */
export interface RosterQuery extends RosterView {
  readonly page: number;
}

/** The orders of a roster as addresses name them. */
export const SORTS = ['name', '-name', '-grade', 'grade', '-date', 'date'] as const;
export type Sort = (typeof SORTS)[number];
const MOST_PAGE = 10_000;
const LONGEST_SEARCH = 100;

/** An invalid value in an address counts as absent. */
const query = z.object({
  filter: z.string().refine(isLearnerStatus).optional().catch(undefined),
  q: z.string().trim().max(LONGEST_SEARCH).catch('').default(''),
  sort: z.enum(SORTS).catch('name').default('name'),
  page: z.coerce.number().int().min(1).max(MOST_PAGE).catch(1).default(1),
});

/**
 * Reads search, filter, order and page.
 * @param input the fields of an address or of a form
 */
export function parseRosterQuery(input: unknown): RosterQuery {
  const { filter, q, sort, page } = query.parse(input ?? {});
  return {
    standing: filter,
    search: q === '' ? undefined : q,
    order: sort.replace('-', '') as RosterOrder,
    isDown: sort.startsWith('-'),
    page,
  };
}

export const sortOf = ({ order, isDown }: RosterView): Sort => `${isDown ? '-' : ''}${order}`;

/** @returns the query's fields for an address, without those that have their default */
export function fieldsOf(asked: RosterQuery) {
  const { standing, search, page } = asked;
  const sort = sortOf(asked);
  return omitUndefined({
    filter: standing,
    q: search,
    sort: sort === 'name' ? undefined : sort,
    page: page > 1 ? String(page) : undefined,
  });
}

/** @returns the address of this query on the roster at `base` */
export function hrefOf(base: string, asked: RosterQuery): string {
  const text = new URLSearchParams(fieldsOf(asked)).toString();
  return text === '' ? base : `${base}?${text}`;
}
