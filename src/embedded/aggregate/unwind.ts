import { isDoc, isTruthy, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { parsePath } from './field-path.js';

/** `$unwind`: a document for each element of the array at a path. */
export function compileUnwind(spec: Value): (docs: Iterable<Doc>) => Iterable<Doc> {
  const options = isDoc(spec) ? spec : new Map<string, Value>([['path', spec]]);
  const field = options.get('path');
  if (typeof field !== 'string' || !field.startsWith('$'))
    throw new CommandError(28818, `path option to $unwind stage should be prefixed with a '$'`);
  const path = parsePath(field.slice(1));
  const keepsEmpty = isTruthy(options.get('preserveNullAndEmptyArrays'));
  const indexName = options.get('includeArrayIndex');
  if (indexName !== undefined && typeof indexName !== 'string')
    throw new CommandError(
      28810,
      'expected a string for the includeArrayIndex option to $unwind stage',
    );
  return function* (docs) {
    for (const doc of docs) yield* unwound(doc, path, keepsEmpty, indexName);
  };
}

function* unwound(
  doc: Doc,
  path: string[],
  keepsEmpty: boolean,
  indexName?: string,
): Generator<Doc> {
  const value = holderOf(doc, path);
  const emit = (item: Value | undefined, index: bigint | null): Doc => {
    const out = replaced(doc, path, item);
    if (indexName !== undefined) out.set(indexName, index);
    return out;
  };
  if (!Array.isArray(value)) {
    if (value !== undefined && value !== null) yield emit(value, null);
    else if (keepsEmpty) yield emit(value, null);
    return;
  }
  if (!value.length && keepsEmpty) yield emit(undefined, null);
  for (let i = 0; i < value.length; i++) yield emit(value[i], BigInt(i));
}

/** The value at the path through documents alone. */
function holderOf(doc: Doc, path: string[]): Value | undefined {
  let value: Value | undefined = doc;
  for (const part of path) value = isDoc(value) ? value.get(part) : undefined;
  return value;
}

function replaced(doc: Doc, path: string[], item: Value | undefined): Doc {
  const [part = '', ...rest] = path;
  const out = new Map(doc);
  if (!rest.length) {
    if (item === undefined) out.delete(part);
    else out.set(part, item);
    return out;
  }
  const inner = out.get(part);
  if (isDoc(inner)) out.set(part, replaced(inner, rest, item));
  return out;
}
