import { doc, int, isDoc, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { Finder, type Examined, type FindRequest } from '../storage/find.js';
import type { Plan } from '../storage/plan.js';
import { runAggregate } from './aggregate.js';
import {
  checkFields,
  collationArg,
  docArg,
  docsArg,
  namespaceOf,
  numberArg,
  variablesArg,
} from './args.js';
import type { Command, Invocation } from './engine.js';

/** The names of the commands that can be explained, and where their query stands. */
const QUERIES: Record<string, string> = {
  find: 'filter',
  count: 'query',
  distinct: 'query',
  findAndModify: 'query',
  findandmodify: 'query',
};

/** @param commands those that can be explained are among them: their fields are checked as they are where they run */
export const explainCommand = (commands: Readonly<Record<string, Command>>): Command => ({
  fields: ['verbosity'],
  handle(call) {
    const inner = docArg(call.args, 'explain') ?? new Map<string, Value>();
    const [name = ''] = inner.keys();
    const verbosity = call.args.get('verbosity') ?? 'allPlansExecution';
    if (!['queryPlanner', 'executionStats', 'allPlansExecution'].includes(verbosity as string))
      throw new CommandError(
        'FailedToParse',
        'verbosity string must be one of {queryPlanner, executionStats, allPlansExecution}',
      );
    checkFields(name, inner, Object.hasOwn(commands, name) ? (commands[name]?.fields ?? []) : []);
    return explained({ ...call, args: inner }, name, verbosity !== 'queryPlanner');
  },
});

/** What a query would do, told by doing its reading part. */
export function explained(call: Invocation, name: string, withStats: boolean): Doc {
  const namespace = namespaceOf(call.database, call.args.get(name));
  const watched = watch(call);
  const started = performance.now();
  const returned =
    name === 'aggregate'
      ? countOf(runAggregate(watched.call, namespace))
      : countOf(find(watched.call, namespace, name));
  const seen = watched.examined[0];
  const documents = seen?.documents ?? 0;
  const plan = planDoc(seen?.plan ?? null);
  const winning = seen?.isSorted ? doc({ stage: 'SORT', inputStage: plan }) : plan;
  const reply = doc({
    explainVersion: '1',
    queryPlanner: doc({
      namespace,
      parsedQuery: filterOf(call.args, name),
      winningPlan: winning,
      rejectedPlans: [],
    }),
    command: call.args,
    serverInfo: doc({ host: 'embedded', version: '7.0.14' }),
  });
  if (withStats)
    reply.set(
      'executionStats',
      doc({
        executionSuccess: true,
        nReturned: int(returned),
        executionTimeMillis: int(Math.round(performance.now() - started)),
        totalKeysExamined: int(seen?.plan ? documents : 0),
        totalDocsExamined: int(documents),
        executionStages: winning,
      }),
    );
  return name === 'aggregate' ? asStages(call.args, reply) : reply;
}

/** An aggregation is told as its stages, of which the query is the first. */
function asStages(args: Doc, reply: Doc): Doc {
  const pipeline = args.get('pipeline') as Value[];
  if (!pipeline.length) return reply;
  const query = new Map(
    [...reply].filter(([name]) => /^(queryPlanner|executionStats)$/.test(name)),
  );
  const rest = [...reply].filter(([name]) => !query.has(name));
  return new Map<string, Value>([...rest, ['stages', [doc({ $cursor: query }), ...pipeline]]]);
}

/** The same call with a finder that notes what it examines. */
function watch(call: Invocation): { call: Invocation; examined: Examined[] } {
  const examined: Examined[] = [];
  const finder = new Finder(call.engine.catalog, (_collection, _request, seen) =>
    examined.push(seen),
  );
  const engine = Object.create(call.engine, { finder: { value: finder } }) as Invocation['engine'];
  return { call: { ...call, engine }, examined };
}

function filterOf(args: Doc, name: string): Doc {
  const field = QUERIES[name];
  const [write] = name === 'update' || name === 'delete' ? docsArg(args, `${name}s`) : [];
  const pipeline = args.get('pipeline');
  const first =
    Array.isArray(pipeline) && isDoc(pipeline[0]) ? pipeline[0].get('$match') : undefined;
  const filter = field ? docArg(args, field) : write ? docArg(write, 'q') : first;
  return isDoc(filter) ? filter : new Map<string, Value>();
}

function find(call: Invocation, namespace: string, name: string): Iterable<unknown> {
  const { args, engine } = call;
  if (!QUERIES[name] && name !== 'update' && name !== 'delete')
    throw new CommandError('CommandNotFound', `Explain failed due to unknown command: ${name}`);
  const collection = engine.catalog.find(namespace);
  const [write] = name === 'update' || name === 'delete' ? docsArg(args, `${name}s`) : [];
  const options = write ?? args;
  const request: FindRequest = {
    filter: filterOf(args, name),
    sort: docArg(options, 'sort'),
    limit: Math.abs(numberArg(args, 'limit', -Infinity) ?? 0),
    skip: numberArg(args, 'skip'),
    collation: collationArg(options, collection),
    hint: options.get('hint'),
    variables: variablesArg(args, engine.now()),
  };
  return engine.finder.find(collection, request);
}

function countOf(items: Iterable<unknown>): number {
  const iterator = items[Symbol.iterator]();
  let n = 0;
  while (!iterator.next().done) n++;
  return n;
}

function planDoc(plan: Plan | null): Doc {
  if (!plan) return doc({ stage: 'COLLSCAN', direction: 'forward' });
  const { index, sorted } = plan;
  return doc({
    stage: 'FETCH',
    inputStage: doc({
      stage: 'IXSCAN',
      keyPattern: index.key,
      indexName: index.name,
      isMultiKey: index.isMultikey,
      isUnique: index.isUnique,
      isSparse: index.isSparse,
      isPartial: index.partialSpec !== null,
      direction: sorted < 0 ? 'backward' : 'forward',
    }),
  });
}
