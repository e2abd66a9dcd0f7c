import { doc, int, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { compileProjection } from '../query/project.js';
import type { Collection } from '../storage/catalog.js';
import type { FindRequest } from '../storage/find.js';
import type { Found } from '../storage/scan.js';
import { compileUpdate, isOperatorUpdate, type UpdateRequest } from '../update/apply.js';
import { upsertDocument } from '../update/upsert.js';
import {
  boolArg,
  collationArg,
  docArg,
  docsArg,
  namespaceOf,
  numberArg,
  variablesArg,
} from './args.js';
import type { Command, Invocation } from './engine.js';

const MOST_WRITES = 100_000;

/** Runs a batch's operations in one transaction; a refused one is reported, and ends an ordered batch. */
function batch<T>(call: Invocation, items: T[], run: (item: T, index: number) => void): Doc[] {
  if (items.length < 1 || items.length > MOST_WRITES)
    throw new CommandError(
      16,
      `Write batch sizes must be between 1 and ${MOST_WRITES}. Got ${items.length} operations.`,
    );
  const isOrdered = call.args.has('ordered') ? boolArg(call.args, 'ordered') : true;
  const errors: Doc[] = [];
  call.engine.catalog.store.transaction(() => {
    for (let i = 0; i < items.length; i++) {
      try {
        run(items[i] as T, i);
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        errors.push(doc({ index: i, code: error.code, ...error.detail, errmsg: error.message }));
        if (isOrdered) break;
      }
    }
  });
  return errors;
}

const withErrors = (reply: Doc, errors: Doc[]): Doc => {
  if (errors.length) reply.set('writeErrors', errors);
  return reply;
};

const insert: Command = {
  fields: ['documents', 'ordered', 'bypassDocumentValidation'],
  handle(call) {
    const { engine, args, documents } = call;
    const namespace = namespaceOf(call.database, args.get('insert'));
    if (!documents)
      throw new CommandError(
        40414,
        "BSON field 'insert.documents' is missing but a required field",
      );
    const collection = engine.catalog.ensure(namespace);
    let n = 0;
    const insertOne = engine.writer.inserter(collection, isBypassing(call));
    const errors = batch(call, documents, (bytes) => {
      insertOne(bytes);
      n++;
    });
    return withErrors(doc({ n: int(n) }), errors);
  },
};

const isBypassing = ({ args }: Invocation): boolean => boolArg(args, 'bypassDocumentValidation');

interface Modified {
  matched: number;
  modified: number;
  upserted: Value | undefined;
}

/** Finds and updates the documents of one update; inserts one when nothing is found and `isUpsert`. */
function update(
  call: Invocation,
  namespace: string,
  request: FindRequest,
  change: UpdateRequest,
  isUpsert: boolean,
): Modified {
  const { engine } = call;
  const result: Modified = { matched: 0, modified: 0, upserted: undefined };
  const collection = engine.catalog.find(namespace);
  const found = [...engine.finder.find(collection, request)];
  const apply = found.length > 0 ? compileUpdate(change) : null;
  for (const item of found) {
    const after = apply?.(item.doc) ?? item.doc;
    if (collection && engine.writer.replace(collection, item.row, item, after, isBypassing(call)))
      result.modified++;
    result.matched++;
  }
  if (!found.length && isUpsert)
    result.upserted = engine.writer
      .insertDoc(engine.catalog.ensure(namespace), upsertDocument(change), isBypassing(call))
      .get('_id');
  return result;
}

const UPDATE_FIELDS = ['q', 'u', 'c', 'multi', 'upsert', 'collation', 'arrayFilters', 'hint'];

const updateCommand: Command = {
  fields: ['updates', 'ordered', 'bypassDocumentValidation', 'let'],
  handle(call) {
    const { engine, args } = call;
    const namespace = namespaceOf(call.database, args.get('update'));
    const totals = { n: 0, nModified: 0 };
    const upserted: Doc[] = [];
    const now = engine.now();
    const errors = batch(call, itemsOf(args, 'update.updates', UPDATE_FIELDS), (item, index) => {
      const result = updateOne(call, namespace, item, now);
      totals.n += result.matched;
      totals.nModified += result.modified;
      if (result.upserted === undefined) return;
      totals.n++;
      upserted.push(doc({ index, _id: result.upserted }));
    });
    const reply = doc({ n: int(totals.n), nModified: int(totals.nModified) });
    if (upserted.length) reply.set('upserted', upserted);
    return withErrors(reply, errors);
  },
};

const DELETE_FIELDS = ['q', 'limit', 'collation', 'hint'];

/** A batch's items; an unknown field in one of them refuses the whole command, as in MongoDB. */
function itemsOf(args: Doc, name: string, known: string[]): Doc[] {
  const items = docsArg(args, name.slice(name.indexOf('.') + 1));
  for (const item of items)
    for (const field of item.keys())
      if (!known.includes(field))
        throw new CommandError(40415, `BSON field '${name}.${field}' is an unknown field.`);
  return items;
}

function updateOne(call: Invocation, namespace: string, item: Doc, now: Date): Modified {
  const isMulti = boolArg(item, 'multi');
  const change = item.get('u') ?? null;
  if (isMulti && !Array.isArray(change) && !isOperatorUpdate(change))
    throw new CommandError(
      'FailedToParse',
      'multi update is not supported for replacement-style update',
    );
  const collection = call.engine.catalog.find(namespace);
  const request = itemRequest(call, collection, item, isMulti ? 0 : 1, now);
  const updateRequest: UpdateRequest = {
    update: change,
    filter: request.filter,
    arrayFilters: item.get('arrayFilters'),
    collation: request.collation,
    variables: request.variables,
    now,
  };
  return update(call, namespace, request, updateRequest, boolArg(item, 'upsert'));
}

function itemRequest(
  call: Invocation,
  collection: Collection | undefined,
  item: Doc,
  limit: number,
  now: Date,
): FindRequest {
  const variables = variablesArg(call.args, now);
  for (const [name, value] of docArg(item, 'c') ?? []) variables.set(name, value);
  const filter = docArg(item, 'q');
  if (!filter) throw new CommandError(40414, "BSON field 'q' is missing but a required field");
  return {
    filter,
    limit,
    variables,
    collation: collationArg(item, collection),
    hint: item.get('hint'),
    deadline: call.deadline,
  };
}

const deleteCommand: Command = {
  fields: ['deletes', 'ordered', 'let'],
  handle(call) {
    const { engine, args } = call;
    const collection = engine.catalog.find(namespaceOf(call.database, args.get('delete')));
    let n = 0;
    const now = engine.now();
    const errors = batch(call, itemsOf(args, 'delete.deletes', DELETE_FIELDS), (item) => {
      const limit = numberArg(item, 'limit') ?? 0;
      if (limit > 1)
        throw new CommandError(
          'FailedToParse',
          `The limit field in delete objects must be 0 or 1. Got ${limit}`,
        );
      for (const found of [
        ...engine.finder.find(collection, itemRequest(call, collection, item, limit, now)),
      ]) {
        engine.writer.remove(collection as Collection, found.row, found.doc);
        n++;
      }
    });
    return withErrors(doc({ n: int(n) }), errors);
  },
};

const findAndModify: Command = {
  fields: [
    ...['query', 'sort', 'remove', 'update', 'new', 'fields', 'upsert', 'bypassDocumentValidation'],
    ...['collation', 'arrayFilters', 'hint', 'let'],
  ],
  handle(call) {
    const { engine, args, database } = call;
    const namespace = namespaceOf(database, [...args.values()][0]);
    const isRemove = boolArg(args, 'remove');
    checkModify(args, isRemove);
    return engine.catalog.store.transaction(() => {
      const collection = boolArg(args, 'upsert')
        ? engine.catalog.ensure(namespace)
        : engine.catalog.find(namespace);
      const request: FindRequest = {
        filter: docArg(args, 'query') ?? new Map<string, Value>(),
        sort: docArg(args, 'sort'),
        limit: 1,
        collation: collationArg(args, collection),
        hint: args.get('hint'),
        variables: variablesArg(args, engine.now()),
        deadline: call.deadline,
      };
      const [found] = [...engine.finder.find(collection, request)];
      if (isRemove) return removeFound(call, collection, found, request);
      return modifyFound(call, collection, found, request);
    });
  },
};

function checkModify(args: Doc, isRemove: boolean): void {
  if (!isRemove && !args.has('update'))
    throw new CommandError('FailedToParse', 'Either an update or remove=true must be specified');
  if (!isRemove) return;
  if (args.has('update'))
    throw new CommandError('FailedToParse', 'Cannot specify both an update and remove=true');
  if (boolArg(args, 'upsert'))
    throw new CommandError('FailedToParse', 'Cannot specify both upsert=true and remove=true');
  if (boolArg(args, 'new'))
    throw new CommandError(
      'FailedToParse',
      "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
    );
}

function shown(call: Invocation, value: Doc, request: FindRequest): Doc {
  const spec = docArg(call.args, 'fields');
  if (!spec?.size) return value;
  return compileProjection(spec)(value, {
    filter: request.filter,
    collation: request.collation,
    ...(request.variables && { variables: request.variables }),
  });
}

function removeFound(
  call: Invocation,
  collection: Collection | undefined,
  found: Found | undefined,
  request: FindRequest,
): Doc {
  if (!found || !collection) return doc({ lastErrorObject: doc({ n: 0 }), value: null });
  call.engine.writer.remove(collection, found.row, found.doc);
  return doc({ lastErrorObject: doc({ n: 1 }), value: shown(call, found.doc, request) });
}

function modifyFound(
  call: Invocation,
  collection: Collection | undefined,
  found: Found | undefined,
  request: FindRequest,
): Doc {
  const { args, engine } = call;
  const change: UpdateRequest = {
    update: args.get('update') ?? null,
    filter: request.filter,
    arrayFilters: args.get('arrayFilters'),
    collation: request.collation,
    variables: request.variables,
    now: engine.now(),
  };
  const isNew = boolArg(args, 'new');
  if (found && collection) {
    const after = compileUpdate(change)(found.doc);
    engine.writer.replace(collection, found.row, found, after, isBypassing(call));
    return doc({
      lastErrorObject: doc({ n: 1, updatedExisting: true }),
      value: shown(call, isNew ? after : found.doc, request),
    });
  }
  if (!collection || !boolArg(args, 'upsert'))
    return doc({ lastErrorObject: doc({ n: 0, updatedExisting: false }), value: null });
  const inserted = engine.writer.insertDoc(collection, upsertDocument(change), isBypassing(call));
  return doc({
    lastErrorObject: doc({ n: 1, updatedExisting: false, upserted: inserted.get('_id') }),
    value: isNew ? shown(call, inserted, request) : null,
  });
}

/** Writing commands. */
export const WRITE_COMMANDS: Record<string, Command> = {
  insert,
  update: updateCommand,
  delete: deleteCommand,
  findAndModify,
  findandmodify: findAndModify,
};
