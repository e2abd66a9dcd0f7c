import type { Collation } from '../bson/collation.js';
import { keyOf } from '../bson/key.js';
import { isDoc, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { compileAccumulator, type Accumulator } from './accumulators.js';
import { compileExpression } from './compile-expression.js';
import type { Expression, Variables } from './expression.js';

interface Group {
  id: Value;
  accumulators: Accumulator[];
}

/**
 * Compiles a group's `_id`. Where that is one field in a document, a missing value is null; of several fields, a
 * missing one is left out.
 */
function compileId(spec: Value): Expression {
  const evaluate = compileExpression(spec);
  const [name, ...others] = isDoc(spec) ? [...spec.keys()] : [];
  if (name === undefined || name.startsWith('$') || others.length > 0) return evaluate;
  return (doc, variables) => {
    const id = evaluate(doc, variables);
    if (isDoc(id) && !id.has(name)) id.set(name, null);
    return id;
  };
}

/** Compiles `$group`: one document for each distinct `_id`, in the order in which they first occur. */
export function compileGroup(spec: Value, collation: Collation | null) {
  if (!isDoc(spec))
    throw new CommandError(15947, "a group's fields must be specified in an object");
  if (!spec.has('_id')) throw new CommandError(15955, 'a group specification must include an _id');
  const id = compileId(spec.get('_id') as Value);
  const fields = [...spec]
    .filter(([name]) => name !== '_id')
    .map(([name, value]) => {
      if (name.includes('.'))
        throw new CommandError(40235, `The field name '${name}' cannot contain '.'`);
      return { name, ...compileAccumulator(name, value) };
    });
  return function* group(docs: Iterable<Doc>, variables: Variables): Generator<Doc> {
    const groups = new Map<string, Group>();
    for (const doc of docs) {
      const value = id(doc, variables);
      const key = value === undefined ? 'null' : keyOf(value, collation).toString('latin1');
      let found = groups.get(value === null ? 'null' : key);
      if (!found) {
        found = { id: value ?? null, accumulators: fields.map(({ make }) => make()) };
        groups.set(value === null ? 'null' : key, found);
      }
      for (let i = 0; i < fields.length; i++)
        found.accumulators[i]?.add(fields[i]?.expression(doc, variables));
    }
    for (const found of groups.values()) {
      const out: Doc = new Map([['_id', found.id]]);
      fields.forEach(({ name }, i) => out.set(name, found.accumulators[i]?.result() ?? null));
      yield out;
    }
  };
}
