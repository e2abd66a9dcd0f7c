import { Int32 } from 'bson';
import { int, isDoc, isNumeric, toNumber, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { compilePipeline } from '../aggregate/pipeline.js';
import type { PipelineContext } from '../aggregate/stage.js';
import type { FindRequest } from '../storage/find.js';
import { collationArg, variablesArg } from './args.js';
import type { Invocation } from './engine.js';

/** The documents that an `aggregate` command gives; `namespace` is null for one on a database. */
export function runAggregate(call: Invocation, namespace: string | null): Iterable<Doc> {
  const { args, engine, database, deadline } = call;
  const pipeline = args.get('pipeline');
  if (!Array.isArray(pipeline))
    throw new CommandError('TypeMismatch', "'pipeline' option must be specified as an array");
  const collection = namespace === null ? undefined : engine.catalog.find(namespace);
  const collation = collationArg(args, collection);
  const variables = variablesArg(args, engine.now());
  const find = function* (target: string, request: Partial<FindRequest>): Generator<Doc> {
    const asked = { filter: new Map<string, Value>(), collation, deadline, ...request };
    for (const item of engine.finder.find(engine.catalog.find(target), asked)) yield item.doc;
  };
  const context: PipelineContext = {
    collation,
    variables,
    source: { find: (name, request) => find(`${database}.${name}`, request) },
  };
  const { request, rest } = pushDown(pipeline);
  const run = compilePipeline(pipeline, context) && compilePipeline(rest, context);
  if (namespace === null) {
    if (!isDoc(pipeline[0]) || !pipeline[0].has('$documents'))
      throw new CommandError(
        'InvalidNamespace',
        `{aggregate: 1} is not valid for '${isDoc(pipeline[0]) ? [...pipeline[0].keys()][0] : ''}'; a collection is required.`,
      );
    return run([]);
  }
  const query = { ...request, hint: args.get('hint'), variables };
  const counted = request.sort ? null : countedBy(rest);
  if (counted) {
    const { id, name, limit } = counted;
    const asked = { filter: NO_FILTER, collation, deadline, ...query, limit };
    const n = engine.finder.countByIndex(collection, asked);
    if (n !== null)
      return n === 0 ? [] : [new Map([['_id', id] as const, [name, int(n)] as const])];
  }
  return run(find(namespace, query));
}

const NO_FILTER: Doc = new Map();

/** What a stage that counts all documents, as drivers' `countDocuments` has it, gives its one document; null for another. */
function countedAs(stage: Value): [id: Value, name: string] | null {
  const group = isDoc(stage) ? stage.get('$group') : undefined;
  if (!isDoc(group) || group.size !== 2) return null;
  const id = group.get('_id');
  const [name, sum] = [...group].find(([each]) => each !== '_id') ?? ['', null];
  const isPlain = id === null || typeof id === 'number' || id instanceof Int32;
  const each = isDoc(sum) && sum.size === 1 ? sum.get('$sum') : undefined;
  return isPlain && each instanceof Int32 && each.value === 1 ? [id, name] : null;
}

interface Counted {
  readonly id: Value;
  readonly name: string;
  readonly limit: number | undefined;
}

/** What stages count, be it all documents or as many as `$limit` says; null for others. */
function countedBy(stages: readonly Value[]): Counted | null {
  const limit = stages.length === 2 ? limitOf(stages[0] ?? null) : undefined;
  if (limit === null || stages.length !== (limit === undefined ? 1 : 2)) return null;
  const counted = countedAs(stages.at(-1) ?? null);
  return counted && { id: counted[0], name: counted[1], limit };
}

/** The number of a stage `$limit` alone; its value was looked at as the pipeline was compiled. */
function limitOf(stage: Value): number | null {
  const limit = isDoc(stage) ? stage.get('$limit') : undefined;
  return isNumeric(limit) ? toNumber(limit) : null;
}

/** Gives a pipeline's first `$match`, `$sort`, `$skip` and `$limit` to the query, which has the indexes. */
function pushDown(pipeline: Value[]): { request: Partial<FindRequest>; rest: Value[] } {
  const request: Partial<FindRequest> = {};
  let at = 0;
  const next = (name: string): Value | undefined => {
    const stage = pipeline[at];
    return isDoc(stage) ? stage.get(name) : undefined;
  };
  const filter = next('$match');
  if (isDoc(filter)) {
    request.filter = filter;
    at++;
  }
  const sort = next('$sort');
  if (isDoc(sort) && sort.size && [...sort.values()].every((value) => !isDoc(value))) {
    request.sort = sort;
    at++;
  }
  return { request, rest: pipeline.slice(at) };
}
