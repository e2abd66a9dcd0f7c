import { doc, int, isDoc, type Doc, type Value } from '../bson/values.js';
import { pickFields } from '../bson/decode.js';
import { encode } from '../bson/encode.js';
import { keyOf } from '../bson/key.js';
import { CommandError, notImplemented } from '../errors.js';
import { compileProjection } from '../query/project.js';
import { valuesByPosition } from '../query/path.js';
import type { FindRequest } from '../storage/find.js';
import type { Found } from '../storage/scan.js';
import { explained } from './explain.js';
import { runAggregate } from './aggregate.js';
import {
  boolArg,
  collationArg,
  docArg,
  namespaceOf,
  numberArg,
  textArg,
  variablesArg,
} from './args.js';
import type { Command, Invocation } from './engine.js';

const FIRST_BATCH = 101;
const NO_FILTER: Doc = new Map();

/** A query out of a command's fields. */
export function requestOf(call: Invocation, filter: string): FindRequest {
  const { args, engine, deadline } = call;
  const collection = engine.catalog.find(namespaceOf(call.database, [...args.values()][0]));
  const variables = variablesArg(args, engine.now());
  return {
    filter: docArg(args, filter) ?? NO_FILTER,
    sort: docArg(args, 'sort'),
    skip: numberArg(args, 'skip') ?? 0,
    collation: collationArg(args, collection),
    hint: args.get('hint'),
    variables,
    deadline,
  };
}

function* projected(
  found: Iterable<Found>,
  request: FindRequest,
  spec: Doc | undefined,
): Generator<Buffer> {
  const projection = spec?.size ? compileProjection(spec) : null;
  const input = {
    filter: request.filter,
    collation: request.collation,
    variables: request.variables,
  };
  const keeps = projection?.keeps;
  for (const item of found)
    if (keeps) yield pickFields(item.bytes, keeps);
    else yield projection ? encode(projection(item.doc, input)) : item.bytes;
}

const find: Command = {
  fields: [
    ...[
      'filter',
      'sort',
      'projection',
      'skip',
      'limit',
      'batchSize',
      'singleBatch',
      'hint',
      'collation',
    ],
    ...[
      'let',
      'noCursorTimeout',
      'allowDiskUse',
      'tailable',
      'awaitData',
      'oplogReplay',
      'min',
      'max',
    ],
    ...['returnKey', 'showRecordId', 'allowPartialResults'],
  ],
  handle(call) {
    const { args, engine } = call;
    const namespace = namespaceOf(call.database, args.get('find'));
    for (const name of ['tailable', 'awaitData', 'oplogReplay', 'returnKey', 'showRecordId'])
      if (boolArg(args, name)) throw notImplemented(`The option '${name}' of find`);
    for (const name of ['min', 'max'])
      if (args.has(name)) throw notImplemented(`The option '${name}' of find`);
    const limit = numberArg(args, 'limit', -Infinity) ?? 0;
    const request = { ...requestOf(call, 'filter'), limit: Math.abs(limit) };
    const found = engine.finder.find(engine.catalog.find(namespace), request);
    const batchSize = limit < 0 ? -limit : (numberArg(args, 'batchSize') ?? FIRST_BATCH);
    return engine.cursors.start(
      projected(found, request, docArg(args, 'projection')),
      namespace,
      batchSize,
      {
        single: limit < 0 || boolArg(args, 'singleBatch'),
        isLasting: boolArg(args, 'noCursorTimeout'),
        limit: Math.abs(limit),
      },
    );
  },
};

const getMore: Command = {
  fields: ['collection', 'batchSize'],
  handle: ({ args, engine, database }) =>
    engine.cursors.more(
      args.get('getMore'),
      `${database}.${textArg(args, 'collection')}`,
      numberArg(args, 'batchSize') || Infinity,
    ),
};

const killCursors: Command = {
  fields: ['cursors'],
  handle({ args, engine }) {
    const ids = args.get('cursors');
    if (!Array.isArray(ids)) throw new CommandError('TypeMismatch', "'cursors' must be an array");
    const killed = ids.filter((id) => engine.cursors.kill(id));
    const notFound = ids.filter((id) => !killed.includes(id));
    return doc({
      cursorsKilled: killed,
      cursorsNotFound: notFound,
      cursorsAlive: [],
      cursorsUnknown: [],
    });
  },
};

const count: Command = {
  fields: ['query', 'limit', 'skip', 'hint', 'collation'],
  handle(call) {
    const { args, engine } = call;
    const limit = Math.abs(numberArg(args, 'limit', -Infinity) ?? 0);
    const collection = engine.catalog.find(namespaceOf(call.database, args.get('count')));
    return doc({ n: int(engine.finder.count(collection, { ...requestOf(call, 'query'), limit })) });
  },
};

const distinct: Command = {
  fields: ['key', 'query', 'collation', 'hint'],
  handle(call) {
    const { args, engine } = call;
    const collection = engine.catalog.find(namespaceOf(call.database, args.get('distinct')));
    const path = textArg(args, 'key').split('.');
    const request = requestOf(call, 'query');
    const values = new Map<string, { key: Buffer; value: Value }>();
    for (const item of engine.finder.find(collection, request))
      for (const value of valuesByPosition(item.doc, path)) {
        const key = keyOf(value, request.collation);
        const id = key.toString('latin1');
        if (!values.has(id)) values.set(id, { key, value });
      }
    const sorted = [...values.values()].sort((a, b) => Buffer.compare(a.key, b.key));
    // Not through doc(): it would make integers of doubles.
    return new Map<string, Value>([['values', sorted.map(({ value }) => value)]]);
  },
};

const aggregate: Command = {
  fields: [
    'pipeline',
    'cursor',
    'explain',
    'allowDiskUse',
    'collation',
    'hint',
    'let',
    'bypassDocumentValidation',
  ],
  handle(call) {
    const { args, engine, database } = call;
    if (boolArg(args, 'explain')) return explained(call, 'aggregate', true);
    const cursor = docArg(args, 'cursor');
    if (!cursor)
      throw new CommandError(
        'FailedToParse',
        "The 'cursor' option is required, except for aggregate with the explain argument",
      );
    const isDatabase = !isDoc(args.get('aggregate')) && typeof args.get('aggregate') !== 'string';
    const namespace = isDatabase
      ? `${database}.$cmd.aggregate`
      : namespaceOf(database, args.get('aggregate'));
    const docs = runAggregate(call, isDatabase ? null : namespace);
    return engine.cursors.start(
      encoded(docs),
      namespace,
      numberArg(cursor, 'batchSize') ?? FIRST_BATCH,
    );
  },
};

function* encoded(docs: Iterable<Doc>): Generator<Buffer> {
  for (const item of docs) yield encode(item);
}

/** Reading commands. */
export const READ_COMMANDS: Record<string, Command> = {
  find,
  getMore,
  killCursors,
  count,
  distinct,
  aggregate,
};
