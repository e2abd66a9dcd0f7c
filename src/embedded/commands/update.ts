import { doc, int, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import type { FindRequest } from '../storage/find.js';
import type { Found } from '../storage/scan.js';
import { namesUnset } from '../storage/unset-together.js';
import { compileUpdate, isOperatorUpdate, type UpdateRequest } from '../update/apply.js';
import { upsertDocument } from '../update/upsert.js';
import { boolArg, namespaceOf } from './args.js';
import { batch, isBypassing, itemRequest, itemsOf, withErrors } from './batch.js';
import type { Command, Invocation } from './engine.js';

/** How many documents are changed together: their keys are in memory meanwhile. */
const TOGETHER = 500;

interface Modified {
  matched: number;
  modified: number;
  upserted: Value | undefined;
}

/** Finds and updates the documents of one update; inserts one when nothing is found and `isUpsert`. */
function change(
  call: Invocation,
  namespace: string,
  request: FindRequest,
  update: UpdateRequest,
  isUpsert: boolean,
): Modified {
  const { engine } = call;
  const result: Modified = { matched: 0, modified: 0, upserted: undefined };
  const collection = engine.catalog.find(namespace);
  const apply = compileUpdate(update);
  const found = [...engine.finder.find(collection, request)];
  const one = (item: Found): void => {
    const after = apply(item.doc);
    if (collection && engine.writer.replace(collection, item.row, item, after, isBypassing(call)))
      result.modified++;
  };
  const names = found.length > 1 ? namesUnset(update.update) : null;
  for (let from = 0; from < found.length; from += TOGETHER) {
    const part = found.slice(from, from + TOGETHER);
    const unset =
      collection &&
      names &&
      engine.writer.unsetTogether(collection, part, names, isBypassing(call));
    if (typeof unset === 'number') result.modified += unset;
    else part.forEach(one);
  }
  result.matched = found.length;
  if (!result.matched && isUpsert)
    result.upserted = engine.writer
      .insertDoc(engine.catalog.ensure(namespace), upsertDocument(update), isBypassing(call))
      .get('_id');
  return result;
}

const UPDATE_FIELDS = ['q', 'u', 'c', 'multi', 'upsert', 'collation', 'arrayFilters', 'hint'];

/** Changes one document or many, by operators, by a pipeline or by a replacement. */
export const update: Command = {
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
    const reply = doc({ n: int(totals.n) });
    if (upserted.length) reply.set('upserted', upserted);
    reply.set('nModified', int(totals.nModified));
    return withErrors(reply, errors);
  },
};

function updateOne(call: Invocation, namespace: string, item: Doc, now: Date): Modified {
  const isMulti = boolArg(item, 'multi');
  const wanted = item.get('u') ?? null;
  if (isMulti && !Array.isArray(wanted) && !isOperatorUpdate(wanted))
    throw new CommandError(
      'FailedToParse',
      'multi update is not supported for replacement-style update',
    );
  const collection = call.engine.catalog.find(namespace);
  const request = itemRequest(call, collection, item, isMulti ? 0 : 1, now);
  const updateRequest: UpdateRequest = {
    update: wanted,
    filter: request.filter,
    arrayFilters: item.get('arrayFilters'),
    collation: request.collation,
    variables: request.variables,
    now,
  };
  return change(call, namespace, request, updateRequest, boolArg(item, 'upsert'));
}
