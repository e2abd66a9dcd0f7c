import { doc, int, isDoc, isNumeric, toNumber, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { compileFilter } from '../query/match.js';
import { compileProjection } from '../query/project.js';
import { orderBy } from '../query/sort.js';
import type { Variables } from './expression.js';
import { compileAddFields, compileReplaceRoot, compileUnset } from './fields.js';
import { compileGroup } from './group.js';
import type { StageCompiler } from './stage.js';
import { compileUnwind } from './unwind.js';

function* map(docs: Iterable<Doc>, change: (doc: Doc) => Doc): Generator<Doc> {
  for (const item of docs) yield change(item);
}

const match: StageCompiler = (spec, { collation, variables }) => {
  const test = compileFilter(spec, { collation, variables });
  return function* (docs) {
    for (const item of docs) if (test(item)) yield item;
  };
};

const project: StageCompiler = (spec, { variables, collation }) => {
  if (!isDoc(spec) || !spec.size)
    throw new CommandError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
  const projection = compileProjection(spec);
  return (docs) => map(docs, (item) => projection(item, { variables, collation }));
};

const sort: StageCompiler = (spec, { collation }) => {
  if (!isDoc(spec) || !spec.size)
    throw new CommandError(15976, '$sort stage must have at least one sort key');
  const order = orderBy(spec, collation);
  return function* (docs) {
    const keyed = Array.from(docs, (item) => ({ item, key: order.keyOf(item) }));
    keyed.sort((a, b) => order.compare(a.key, b.key));
    for (const { item } of keyed) yield item;
  };
};

const count = (spec: Value, name: string, least: number): number => {
  const n = isNumeric(spec) ? toNumber(spec) : NaN;
  if (!Number.isInteger(n) || n < least)
    throw new CommandError(
      least ? 15958 : 5107200,
      `invalid argument to ${name} stage: the number must be ${least ? 'positive' : 'non-negative'}`,
    );
  return n;
};

const limit: StageCompiler = (spec) => {
  const most = count(spec, '$limit', 1);
  return function* (docs) {
    let n = 0;
    for (const item of docs) {
      yield item;
      if (++n >= most) return;
    }
  };
};

const skip: StageCompiler = (spec) => {
  const first = count(spec, '$skip', 0);
  return function* (docs) {
    let n = 0;
    for (const item of docs) if (n++ >= first) yield item;
  };
};

const countStage: StageCompiler = (spec) => {
  if (typeof spec !== 'string' || !spec || spec.startsWith('$') || spec.includes('.'))
    throw new CommandError(40156, 'the count field must be a non-empty string without $ and .');
  return function* (docs) {
    let n = 0;
    for (const item of docs) n += item ? 1 : 0;
    if (n) yield new Map<string, Value>([[spec, int(n)]]);
  };
};

const group: StageCompiler = (spec, { collation, variables }) => {
  const compiled = compileGroup(spec, collation);
  return (docs) => compiled(docs, variables);
};

const sortByCount: StageCompiler = (spec, context) => {
  const grouped = group(doc({ _id: spec, count: doc({ $sum: 1 }) }), context);
  const sorted = sort(doc({ count: -1 }), context);
  return (docs) => sorted(grouped(docs));
};

const sample: StageCompiler = (spec) => {
  const size = isDoc(spec) ? count(spec.get('size') ?? null, '$sample', 1) : NaN;
  return function* (docs) {
    const all = [...docs];
    for (let n = 0; n < size && all.length; n++) {
      const at = Math.floor(Math.random() * all.length);
      const [picked] = all.splice(at, 1) as [Doc];
      yield picked;
    }
  };
};

const documents: StageCompiler = (spec) => {
  if (!Array.isArray(spec)) throw new CommandError(5858203, 'an array is expected in $documents');
  return () => spec.filter(isDoc);
};

const transform =
  (compile: (spec: Value) => (doc: Doc, variables: Variables) => Doc): StageCompiler =>
  (spec, { variables }) => {
    const change = compile(spec);
    return (docs) => map(docs, (item) => change(item, variables));
  };

/** The stages that hold no pipeline of their own. */
export const STAGES: Record<string, StageCompiler> = {
  $match: match,
  $project: project,
  $sort: sort,
  $limit: limit,
  $skip: skip,
  $count: countStage,
  $group: group,
  $sortByCount: sortByCount,
  $sample: sample,
  $documents: documents,
  $addFields: transform(compileAddFields),
  $set: transform(compileAddFields),
  $unset: transform(compileUnset),
  $replaceRoot: transform((spec) => compileReplaceRoot('$replaceRoot', spec)),
  $replaceWith: transform((spec) => compileReplaceRoot('$replaceWith', spec)),
  $unwind: (spec) => compileUnwind(spec),
};
