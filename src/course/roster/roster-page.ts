import type { CourseCheck } from '../../checks/index.js';
import type { Localizer, Rule } from '../../rules/index.js';
import type { Rosters } from '../entries/create-rosters.js';
import {
  checkDueSince,
  isFirstCheckDue,
  tagOf,
  type LearnerStatus,
} from '../entries/learner-status.js';
import { ROSTER_ORDERS, type RosterOrder } from '../entries/roster-entry-store.js';
import type { StandingCounts } from '../entries/roster-state-store.js';
import type { CourseDeps } from '../visit/course-deps.js';
import type { Visit } from '../visit/visit.js';
import { fieldsOf, hrefOf, SORTS, sortOf, type RosterQuery, type Sort } from './roster-query.js';
import { rowsOf } from './roster-rows.js';

export const PER_PAGE = 50;
/** Of how many learners somebody is sought by name rather than by eye: more than a page of a frame shows. */
const SOUGHT_FROM = 20;

/** What the page of a roster works with. */
export interface RosterPageDeps extends Pick<CourseDeps, 'awards' | 'decisions' | 'people'> {
  readonly rosters: Rosters;
}

const SORT_WORDS: Readonly<Record<Sort, string>> = {
  name: 'name',
  '-name': 'nameDown',
  grade: 'grade',
  '-grade': 'gradeDown',
  date: 'date',
  '-date': 'dateDown',
};

const sumOf = (counts: StandingCounts): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** The statuses that say what a check which is on its way will say anew. */
type DueKinds = ReadonlySet<LearnerStatus>;

function dueKinds(rule: Rule, check: CourseCheck | null): DueKinds {
  if (isFirstCheckDue(rule, check)) return new Set(['none']);
  return new Set(checkDueSince(rule, check) ? ['waiting'] : []);
}

/** Lists the filters: all learners, and each status that somebody has. */
function filtersOf(
  words: Localizer,
  base: string,
  counts: StandingCounts,
  { asked, due }: { readonly asked: RosterQuery; readonly due: DueKinds },
) {
  const shown = (standing: LearnerStatus) => (due.has(standing) ? 'under-way' : standing);
  const filters = (Object.entries(counts) as [LearnerStatus, number][]).map(
    ([standing, count]) => ({
      label: tagOf(words, shown(standing)).text,
      count,
      href: hrefOf(base, { ...asked, standing, page: 1 }),
      isChosen: standing === asked.standing,
    }),
  );
  const everybody = {
    label: words.t('awards.rule.everybody'),
    count: sumOf(counts),
    href: hrefOf(base, { ...asked, standing: undefined, page: 1 }),
    isChosen: asked.standing === undefined,
  };
  return [everybody, ...filters];
}

/** Lists the columns by which a roster can be sorted; pressing the current one reverses the order. */
function ordersOf(base: string, asked: RosterQuery) {
  const entries = (Object.keys(ROSTER_ORDERS) as RosterOrder[]).map((order) => {
    const isChosen = asked.order === order;
    // The first press sorts names upwards, grades and dates downwards.
    const isDown = isChosen ? !asked.isDown : order !== 'name';
    const direction = asked.isDown ? 'descending' : 'ascending';
    const link = {
      href: hrefOf(base, { ...asked, order, isDown, page: 1 }),
      sorted: isChosen ? direction : undefined,
    };
    return [order, link] as const;
  });
  return Object.fromEntries(entries);
}

/** Lists the orders for a menu, on screens too narrow for column heads. */
const sortsOf = ({ t }: Localizer, asked: RosterQuery) =>
  SORTS.map((value) => ({
    value,
    label: t(`desk.roster.by.${SORT_WORDS[value]}`),
    isChosen: value === sortOf(asked),
  }));

/**
 * Reads a page of the roster.
 * @param kept how many entries there are without a search
 */
async function findPage({ entries }: Rosters, rule: Rule, asked: RosterQuery, kept: number) {
  const searched = asked.search === undefined ? undefined : await entries.search(rule.id, asked);
  const total = searched?.found.length ?? kept;
  const last = Math.max(1, Math.ceil(total / PER_PAGE));
  const at = Math.min(asked.page, last);
  const from = (at - 1) * PER_PAGE;
  const page =
    searched?.found.slice(from, from + PER_PAGE) ??
    (await entries.page(rule.id, asked, total, from, PER_PAGE));
  return { page, total, isMore: searched?.isMore === true, at, last };
}

/** Models a page of a badge's roster, with its search, filters and orders. */
export async function buildRosterPage(
  { rosters, ...deps }: RosterPageDeps,
  visit: Visit,
  rule: Rule,
  asked: RosterQuery,
  check: CourseCheck | null,
) {
  const isCurrent = await rosters.refresh(visit.course);
  const counts = (await rosters.states([rule.id])).get(rule.id)?.counts ?? {};
  const kept = asked.standing === undefined ? sumOf(counts) : (counts[asked.standing] ?? 0);
  const { page, total, isMore, at, last } = await findPage(rosters, rule, asked, kept);
  const base = `/course/badges/${rule.id}`;
  const due = dueKinds(rule, check);
  const rows = await rowsOf(deps, visit, rule, page, due);
  const pageHref = (to: number) => hrefOf(base, { ...asked, page: to });
  return {
    isCurrent,
    canBulk: rule.state !== 'draft' && kept > 0,
    csv: hrefOf(`${base}/people.csv`, { ...asked, page: 1 }),
    counts,
    total,
    isMore,
    filters: filtersOf(visit, base, counts, { asked, due }),
    orders: ordersOf(base, asked),
    sorts: sortsOf(visit, asked),
    search: asked.search,
    /** The hidden fields by which a form beside the roster keeps search, filter and order. */
    asked: fieldsOf({ ...asked, page: 1 }),
    clearSearch: hrefOf(base, { ...asked, search: undefined, page: 1 }),
    isSearched: asked.search !== undefined || asked.standing !== undefined,
    isLong: sumOf(counts) > SOUGHT_FROM,
    rows: rows.map((row) => ({
      ...row,
      tag: tagOf(visit, row.standing),
      href: `${base}/learner?${new URLSearchParams({ user: row.userId }).toString()}`,
    })),
    pages: {
      at,
      last,
      previous: at > 1 ? pageHref(at - 1) : undefined,
      next: at < last ? pageHref(at + 1) : undefined,
      text: last > 1 ? visit.t('awards.rule.page', { at, last }) : '',
    },
  };
}
