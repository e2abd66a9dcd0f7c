import type { Collation } from '../bson/collation.js';
import type { Doc, Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { compileFilter, fieldsAsked, type Matcher } from '../query/match.js';
import { orderBy, type SortKey } from '../query/sort.js';
import type { Variables } from '../aggregate/expression.js';
import { isAnswered } from './answered.js';
import { isMerged } from './in-turns.js';
import type { Catalog, Collection } from './catalog.js';
import { choosePlan, type Plan } from './plan.js';
import { countIndex, Found, scanCollection, scanIndex } from './scan.js';
import type { Row } from './statement.js';

export interface FindRequest {
  filter: Doc;
  sort?: Doc | null | undefined;
  skip?: number | undefined;
  limit?: number | undefined;
  collation: Collation | null;
  hint?: Value | undefined;
  variables?: Variables | undefined;
  /** When the query ends with an error (`maxTimeMS`), as a value of `performance.now()`. */
  deadline?: number | undefined;
}

/** What a query did, for `explain` and for the log of scans. */
export interface Examined {
  plan: Plan | null;
  /** Whether all results had to be sorted before the first one. */
  isSorted: boolean;
  documents: number;
}

export type OnExamined = (collection: Collection, request: FindRequest, examined: Examined) => void;
const CHECK_EVERY = 64;
/** Plans that lead to at least so many entries are as good as each other. */
const MOST_WEIGHED = 2_000;
const NO_VARIABLES: Variables = new Map();

/** Finds the documents of a query, in its order, between `skip` and `limit`. */
export class Finder {
  constructor(
    private readonly catalog: Catalog,
    private readonly onExamined: OnExamined = () => undefined,
  ) {}

  *find(collection: Collection | undefined, request: FindRequest): Generator<Found> {
    const { filter, collation, variables = NO_VARIABLES, sort } = request;
    const compiled = filter.size ? compileFilter(filter, { collation, variables }) : null;
    if (!collection) return;
    const natural = sort?.get('$natural');
    const plan = natural === undefined ? this.planOf(collection, request) : null;
    const matches = plan && isAnswered(plan, request) ? null : compiled;
    const isInOrder = isOrdered(plan, sort);
    const examined: Examined = { plan, isSorted: !isInOrder, documents: 0 };
    const skip = request.skip ?? 0;
    const passed = isInOrder && canPassOver(plan, matches) ? skip : 0;
    const rest = { ...request, skip: skip - passed };
    const wanted = isInOrder && request.limit ? request.limit + rest.skip : undefined;
    const items = this.matching(collection, request, examined, matches, { passed, wanted });
    yield* between(isInOrder ? items : this.sort(items, request), rest);
  }

  private planOf(collection: Collection, request: FindRequest): Plan | null {
    const { store } = this.catalog;
    return choosePlan(collection, request, (plan) => countIndex(store, plan, MOST_WEIGHED));
  }

  private *matching(
    collection: Collection,
    request: FindRequest,
    examined: Examined,
    matches: Matcher | null,
    { passed, wanted }: { readonly passed: number; readonly wanted: number | undefined },
  ): Generator<Found> {
    const { store } = this.catalog;
    const { plan } = examined;
    const direction = Number(request.sort?.get('$natural') ?? 1);
    const asked = matches && fieldsAsked(request.filter);
    try {
      for (const item of plan
        ? scanIndex(store, plan, passed, wanted)
        : scanCollection(store, collection, direction)) {
        examined.documents++;
        if (request.deadline && examined.documents % CHECK_EVERY === 0)
          checkDeadline(request.deadline);
        if (!matches || matches(item.some(asked))) yield item;
      }
    } finally {
      this.onExamined(collection, request, examined);
    }
  }

  /** Holds the sort keys and the rows only; documents are read again in their order. */
  private *sort(items: Iterable<Found>, { sort, collation }: FindRequest): Generator<Found> {
    const order = orderBy(sort as Doc, collation);
    const keyed: { key: SortKey; row: number }[] = [];
    for (const item of items) keyed.push({ key: order.keyOf(item.doc), row: item.row });
    keyed.sort((a, b) => order.compare(a.key, b.key));
    for (const { row } of keyed) {
      const read = this.catalog.store.sql.docGet.get(row) as Row | undefined;
      if (read) yield new Found(row, Buffer.from(read[1]));
    }
  }

  /** How many documents match; without a filter the rows are counted, none is read. */
  count(collection: Collection | undefined, request: FindRequest): number {
    if (collection && !request.filter.size && !request.limit && !request.skip)
      return (this.catalog.store.sql.docCount.get(collection.low, collection.high) as [number])[0];
    const counted = this.countByIndex(collection, request);
    if (counted !== null) return counted;
    const items = this.find(collection, request);
    let n = 0;
    while (!items.next().done) n++;
    return n;
  }

  /** How many documents match, where an index tells without any of them; else null. */
  countByIndex(collection: Collection | undefined, request: FindRequest): number | null {
    const { filter, collation, skip, limit, variables = NO_VARIABLES } = request;
    if (!collection || filter.size === 0 || skip) return null;
    const plan = this.planOf(collection, request);
    if (!plan || plan.index.isMultikey || !isAnswered(plan, request)) return null;
    compileFilter(filter, { collation, variables });
    this.onExamined(collection, request, { plan, isSorted: false, documents: 0 });
    return countIndex(this.catalog.store, plan, limit || Infinity);
  }
}

/** Whether what is found comes in the order that is asked for. */
const isOrdered = (plan: Plan | null, sort: Doc | null | undefined): boolean =>
  !sort?.size || sort.has('$natural') || (plan !== null && plan.sorted !== 0);

/** Whether every entry of the index counts, so that what is passed over need not be read. */
const canPassOver = (plan: Plan | null, matches: Matcher | null): boolean =>
  plan !== null && matches === null && !plan.index.isMultikey && !isMerged(plan);

/** @throws MaxTimeMSExpired where the deadline, a value of `performance.now()`, has passed */
export function checkDeadline(deadline: number): void {
  if (performance.now() > deadline)
    throw new CommandError('MaxTimeMSExpired', 'operation exceeded time limit');
}

function* between(items: Iterable<Found>, { skip = 0, limit = 0 }: FindRequest): Generator<Found> {
  let seen = 0;
  for (const item of items) {
    if (seen++ < skip) continue;
    yield item;
    if (limit && seen >= skip + limit) return;
  }
}
