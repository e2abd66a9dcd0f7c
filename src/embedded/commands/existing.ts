import type { Doc, Value } from '../bson/values.js';
import { encode } from '../bson/encode.js';
import { CommandError } from '../errors.js';
import type { Collection } from '../storage/catalog.js';
import { docArg, namespaceOf, numberArg } from './args.js';
import type { Invocation } from './engine.js';

/** The collection of a command, or NamespaceNotFound. */
export function existing(
  call: Invocation,
  name: Value | undefined,
  message = 'ns not found',
): Collection {
  const found = call.engine.catalog.find(namespaceOf(call.database, name));
  if (!found) throw new CommandError('NamespaceNotFound', message);
  return found;
}

/** A reply with a cursor over documents that are at hand. */
export function cursorOver(call: Invocation, docs: Doc[], namespace: string): Buffer {
  const cursor = docArg(call.args, 'cursor');
  const batchSize = cursor ? numberArg(cursor, 'batchSize') : undefined;
  return call.engine.cursors.start(docs.map(encode).values(), namespace, batchSize ?? Infinity);
}
