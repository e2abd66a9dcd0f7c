import { BSONRegExp } from 'bson';
import { doc, isDoc, type Doc, type Value } from '../bson/values.js';
import { display } from '../bson/display.js';
import { CommandError } from '../errors.js';
import { spreadAt } from '../query/path.js';
import type { Collection, Index } from './catalog.js';

const MAX_BYTES = 16 * 1024 * 1024;

/** Throws for the types that an `_id` must not have, and for `$` names at its top. */
export function checkId(id: Value | undefined): void {
  const type = Array.isArray(id) ? 'array' : id instanceof BSONRegExp ? 'regex' : null;
  if (type) throw new CommandError(53, `The '_id' value cannot be of type ${type}`);
  if (isDoc(id))
    for (const name of id.keys())
      if (name.startsWith('$'))
        throw new CommandError(
          'DollarPrefixedFieldName',
          `_id fields may not contain '$'-prefixed fields: ${name} is not valid for storage.`,
        );
}

/** @throws BSONObjectTooLarge for a document of more than 16 MB */
export function checkSize(bytes: Buffer, message: string): void {
  if (bytes.length > MAX_BYTES) throw new CommandError('BSONObjectTooLarge', message);
}

/** @throws DocumentValidationFailure for a document that the collection's validator does not let in */
export function validate(collection: Collection, document: Doc): void {
  if (!collection.validator || collection.validator(document)) return;
  if (collection.options.get('validationAction') === 'warn') return;
  throw new CommandError('DocumentValidationFailure', 'Document failed validation', {
    errInfo: doc({
      failingDocumentId: document.get('_id'),
      details: doc({ operatorName: '$and', reason: 'the validator does not match' }),
    }),
  });
}

/** The error that tells under which key of a unique index a document meets another. */
export function duplicateKey(collection: Collection, index: Index, document: Doc): CommandError {
  const keyValue: Doc = new Map();
  index.paths.forEach((path, i) => {
    const [value = null] = spreadAt(document, path).values;
    keyValue.set(index.names[i] as string, value);
  });
  const shown = [...keyValue].map(([name, value]) => `${name}: ${display(value)}`).join(', ');
  const collation = index.collation ? ' collation: { ... }' : '';
  return new CommandError(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${collection.namespace} index: ${index.name}${collation} dup key: { ${shown} }`,
    { keyPattern: index.key, keyValue },
  );
}
