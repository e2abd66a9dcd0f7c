import { isDoc, type Doc, type Value } from '../bson/values.js';
import { CommandError, notImplemented } from '../errors.js';
import { compileLookup } from './lookup.js';
import type { PipelineContext, Stage, StageCompiler } from './stage.js';
import { STAGES } from './stages.js';

const facet: StageCompiler = (spec, context) => {
  if (!isDoc(spec) || !spec.size)
    throw new CommandError(40169, '$facet specification must be a non-empty object');
  const facets = [...spec].map(
    ([name, pipeline]) => [name, compilePipeline(pipeline, context)] as const,
  );
  return function* (docs) {
    const all = [...docs];
    const out: Doc = new Map();
    for (const [name, run] of facets) out.set(name, [...run(all)]);
    yield out;
  };
};

const unionWith: StageCompiler = (spec, context) => {
  const from = isDoc(spec) ? spec.get('coll') : spec;
  if (typeof from !== 'string')
    throw new CommandError('FailedToParse', '$unionWith needs a collection');
  const run = compilePipeline(isDoc(spec) ? (spec.get('pipeline') ?? []) : [], context);
  return function* (docs) {
    yield* docs;
    yield* run(context.source.find(from, {}));
  };
};

/** The stages that hold pipelines. */
const NESTING: Record<string, StageCompiler> = {
  $facet: facet,
  $unionWith: unionWith,
  $lookup: (spec, context) => compileLookup(spec, context, compilePipeline),
};

const REFUSED = new Set(
  (
    '$out $merge $geoNear $graphLookup $bucket $bucketAuto $collStats $indexStats $currentOp $listSessions $listLocalSessions ' +
    '$planCacheStats $redact $setWindowFields $fill $densify $search $searchMeta $vectorSearch $querySettings'
  ).split(' '),
);

/** Compiles a pipeline; throws for what is malformed, unknown (40324) or refused (238). */
export function compilePipeline(pipeline: Value, context: PipelineContext): Stage {
  if (!Array.isArray(pipeline))
    throw new CommandError('TypeMismatch', "'pipeline' option must be specified as an array");
  const stages = pipeline.map((stage) => {
    if (!isDoc(stage) || stage.size !== 1)
      throw new CommandError(
        40323,
        'A pipeline stage specification object must contain exactly one field.',
      );
    const [[name, spec]] = [...stage] as [[string, Value]];
    if (name === '$changeStream')
      throw new CommandError(40573, 'The $changeStream stage is only supported on replica sets');
    if (REFUSED.has(name)) throw notImplemented(`The stage ${name}`);
    const table = Object.hasOwn(NESTING, name) ? NESTING : STAGES;
    if (!Object.hasOwn(table, name))
      throw new CommandError(40324, `Unrecognized pipeline stage name: '${name}'`);
    return (table[name] as StageCompiler)(spec, context);
  });
  return (docs) => stages.reduce<Iterable<Doc>>((out, stage) => stage(out), docs);
}
