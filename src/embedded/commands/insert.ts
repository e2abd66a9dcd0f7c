import { doc, int } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { namespaceOf } from './args.js';
import { batch, isBypassing, withErrors } from './batch.js';
import type { Command } from './engine.js';

/** How many documents are put in together: their keys are in memory meanwhile. */
const TOGETHER = 500;

/** Inserts documents, each as the bytes that the client sent. */
export const insert: Command = {
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
    const insertSome = (some: readonly Buffer[]): boolean => {
      const isDone =
        some.length > 1 && engine.writer.insertTogether(collection, some, isBypassing(call));
      if (isDone) n += some.length;
      return isDone;
    };
    const errors = batch(
      call,
      documents,
      (bytes) => {
        insertOne(bytes);
        n++;
      },
      { most: TOGETHER, run: insertSome },
    );
    return withErrors(doc({ n: int(n) }), errors);
  },
};
