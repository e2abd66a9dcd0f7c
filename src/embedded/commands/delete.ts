import { doc, int } from '../bson/values.js';
import { CommandError } from '../errors.js';
import type { Collection } from '../storage/catalog.js';
import { namespaceOf, numberArg } from './args.js';
import { batch, itemRequest, itemsOf, withErrors } from './batch.js';
import type { Command } from './engine.js';

const DELETE_FIELDS = ['q', 'limit', 'collation', 'hint'];

/** Removes one document or all that are found. */
export const remove: Command = {
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
