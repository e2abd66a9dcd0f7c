import { BSONRegExp } from 'bson';
import { doc, isDoc, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { valuesAt } from '../query/path.js';
import { compileExpression } from './compile-expression.js';
import type { PipelineContext, Stage } from './stage.js';

type Compile = (pipeline: Value, context: PipelineContext) => Stage;

/** `$lookup`: what matches in another collection of the database, as an array. */
export function compileLookup(spec: Value, context: PipelineContext, compile: Compile): Stage {
  if (!isDoc(spec))
    throw new CommandError('FailedToParse', 'the $lookup specification must be an object');
  const text = (name: string): string | undefined => {
    const value = spec.get(name);
    if (value !== undefined && typeof value !== 'string')
      throw new CommandError('FailedToParse', `$lookup argument '${name}' must be a string`);
    return value;
  };
  for (const name of spec.keys())
    if (!['from', 'as', 'localField', 'foreignField', 'let', 'pipeline'].includes(name))
      throw new CommandError('FailedToParse', `unknown argument to $lookup: ${name}`);
  const [from, as, local, foreign] = ['from', 'as', 'localField', 'foreignField'].map(text);
  const pipeline = spec.get('pipeline');
  if (
    !from ||
    !as ||
    (local === undefined) !== (foreign === undefined) ||
    (local === undefined && !pipeline)
  )
    throw new CommandError(
      'FailedToParse',
      "$lookup needs 'from', 'as', and 'localField' with 'foreignField' or 'pipeline'",
    );
  const letSpec = spec.get('let');
  const bound = isDoc(letSpec)
    ? [...letSpec].map(([name, value]) => [name, compileExpression(value)] as const)
    : [];
  return function* (docs) {
    for (const item of docs) {
      const filter =
        local === undefined ? new Map<string, Value>() : joinFilter(item, local, foreign as string);
      const variables = new Map(context.variables);
      for (const [name, value] of bound) variables.set(name, value(item, context.variables));
      const found = context.source.find(from, { filter, collation: context.collation });
      const run = pipeline === undefined ? null : compile(pipeline, { ...context, variables });
      yield withField(item, as.split('.'), [...(run ? run(found) : found)]);
    }
  };
}

function joinFilter(item: Doc, local: string, foreign: string): Doc {
  const values = valuesAt(item, local.split('.')).flatMap((value) =>
    Array.isArray(value) ? [...value, value] : [value ?? null],
  );
  const plain = values.map((value) => (value instanceof BSONRegExp ? doc({ $eq: value }) : value));
  if (plain.length === 1 && !isDoc(plain[0])) return doc({ [foreign]: doc({ $eq: plain[0] }) });
  return doc({ [foreign]: doc({ $in: values }) });
}

function withField(item: Doc, path: string[], value: Value): Doc {
  const [part = '', ...rest] = path;
  const out = new Map(item);
  const inner = out.get(part);
  out.set(
    part,
    rest.length ? withField(isDoc(inner) ? inner : new Map<string, Value>(), rest, value) : value,
  );
  return out;
}
