import { doc, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { compileProjection } from '../query/project.js';
import type { Collection } from '../storage/catalog.js';
import type { FindRequest } from '../storage/find.js';
import type { Found } from '../storage/scan.js';
import { compileUpdate, type UpdateRequest } from '../update/apply.js';
import { upsertDocument } from '../update/upsert.js';
import { boolArg, collationArg, docArg, namespaceOf, variablesArg } from './args.js';
import { isBypassing } from './batch.js';
import type { Command, Invocation } from './engine.js';

/** Changes or removes one document and gives it, as it was or as it is then. */
export const findAndModify: Command = {
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
      if (isRemove) {
        const [found] = [...engine.finder.find(collection, request)];
        return removeFound(call, collection, found, request);
      }
      return modifyFound(call, collection, request);
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
    variables: request.variables,
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
  const apply = compileUpdate(change);
  const [found] = [...engine.finder.find(collection, request)];
  if (found && collection) {
    const after = apply(found.doc);
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
