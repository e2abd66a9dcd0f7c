import { doc, type Doc } from '../bson/values.js';
import { CommandError } from '../errors.js';
import type { Collection } from '../storage/catalog.js';
import type { FindRequest } from '../storage/find.js';
import { boolArg, collationArg, docArg, docsArg, variablesArg } from './args.js';
import type { Invocation } from './engine.js';

const MOST_WRITES = 100_000;

/** A way to run several operations together; false where it is not to be had for these, and nothing was done. */
export interface Together<T> {
  readonly most: number;
  run(items: readonly T[]): boolean;
}

/**
 * Runs a batch's operations in one transaction; a refused one is reported, and ends an ordered batch.
 * @param together tried before each operation is run by itself
 */
export function batch<T>(
  call: Invocation,
  items: T[],
  run: (item: T, index: number) => void,
  together: Together<T> = { most: items.length, run: () => false },
): Doc[] {
  if (items.length < 1 || items.length > MOST_WRITES)
    throw new CommandError(
      16,
      `Write batch sizes must be between 1 and ${MOST_WRITES}. Got ${items.length} operations.`,
    );
  const isOrdered = call.args.has('ordered') ? boolArg(call.args, 'ordered') : true;
  const errors: Doc[] = [];
  /** @returns whether the batch goes on */
  const runOne = (i: number): boolean => {
    try {
      run(items[i] as T, i);
      return true;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      errors.push(doc({ index: i, code: error.code, ...error.detail, errmsg: error.message }));
      return !isOrdered;
    }
  };
  call.engine.catalog.store.transaction(() => {
    for (let from = 0; from < items.length; from += together.most) {
      const end = Math.min(from + together.most, items.length);
      if (together.run(items.slice(from, end))) continue;
      for (let i = from; i < end; i++) if (!runOne(i)) return;
    }
  });
  return errors;
}

/** A batch's reply with what was refused of it. */
export const withErrors = (reply: Doc, errors: Doc[]): Doc => {
  if (errors.length) reply.set('writeErrors', errors);
  return reply;
};

/** Whether a command asks that the collection's validator be passed by. */
export const isBypassing = ({ args }: Invocation): boolean =>
  boolArg(args, 'bypassDocumentValidation');

/** A batch's items; an unknown field in one of them refuses the whole command, as in MongoDB. */
export function itemsOf(args: Doc, name: string, known: string[]): Doc[] {
  const items = docsArg(args, name.slice(name.indexOf('.') + 1));
  for (const item of items)
    for (const field of item.keys())
      if (!known.includes(field))
        throw new CommandError(40415, `BSON field '${name}.${field}' is an unknown field.`);
  return items;
}

/** What an update's or a deletion's item looks for; `limit` 0 is all. */
export function itemRequest(
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
