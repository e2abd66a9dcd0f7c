import { ObjectId } from 'bson';
import { clone, cloneDoc, isDoc, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { BSONRegExp } from 'bson';
import { isOperators } from '../query/predicate.js';
import { compileUpdate, isOperatorUpdate, type UpdateRequest } from './apply.js';

/** The document that an upsert inserts: the query's equalities, then the update (manual, "upsert"). */
export function upsertDocument(request: UpdateRequest): Doc {
  const { update, filter } = request;
  const seed: Doc = new Map();
  if (Array.isArray(update) || isOperatorUpdate(update)) seedFrom(filter, seed);
  else {
    const equalities: Doc = new Map();
    seedFrom(filter, equalities);
    const id = equalities.get('_id');
    if (id !== undefined && !isDotted(filter)) seed.set('_id', id);
  }
  const out = compileUpdate({ ...request, isInsert: true })(seed);
  if (out.has('_id')) return out;
  return new Map<string, Value>([['_id', new ObjectId()], ...cloneDoc(out)]);
}

const isDotted = (filter: Doc): boolean =>
  [...filter.keys()].some((name) => name.startsWith('_id.'));

function seedFrom(filter: Doc, out: Doc): void {
  for (const [name, value] of filter) {
    if (name === '$and' || (name === '$or' && Array.isArray(value) && value.length === 1))
      for (const part of value as Doc[]) seedFrom(part, out);
    else if (!name.startsWith('$')) {
      const fixed = equality(value);
      if (fixed !== undefined) place(out, name, fixed);
    }
  }
}

/** The one value that a condition lets a field have. */
function equality(value: Value): Value | undefined {
  if (value instanceof BSONRegExp) return undefined;
  if (!isOperators(value)) return value;
  const eq = value.get('$eq');
  if (eq !== undefined) return eq;
  for (const operator of ['$in', '$all']) {
    const list = value.get(operator);
    if (
      Array.isArray(list) &&
      list.length === 1 &&
      !(list[0] instanceof BSONRegExp) &&
      !isOperators(list[0])
    )
      return list[0];
  }
  return undefined;
}

function place(out: Doc, name: string, value: Value): void {
  const path = name.split('.');
  const last = path.pop() as string;
  let holder = out;
  for (const part of path) {
    const next = holder.get(part);
    if (next !== undefined && !isDoc(next)) throw ambiguous(name);
    const inner: Doc = next ?? new Map<string, Value>();
    holder.set(part, inner);
    holder = inner;
  }
  if (holder.has(last)) throw ambiguous(name);
  holder.set(last, clone(value));
}

const ambiguous = (name: string): CommandError =>
  new CommandError(54, `cannot infer query fields to set, path '${name}' is matched twice`);
