import { isDoc, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { compileProjection } from '../query/project.js';
import type { Variables } from './expression.js';
import { compileAddFields, compileReplaceRoot, compileUnset } from './fields.js';

interface Request {
  arrayFilters?: Value | undefined;
  variables?: Variables | undefined;
}

/** Runs an update that is written as a pipeline (manual, "Updates with Aggregation Pipeline"). */
export function runOnDocument(pipeline: Value[], doc: Doc, request: Request): Doc {
  if (request.arrayFilters !== undefined)
    throw new CommandError(
      'FailedToParse',
      'arrayFilters may not be specified for pipeline-syle updates',
    );
  const variables = request.variables ?? new Map<string, Value | undefined>();
  return pipeline.reduce<Doc>((out, stage) => runStage(stage, out, variables), doc);
}

function runStage(stage: Value, doc: Doc, variables: Variables): Doc {
  if (!isDoc(stage) || stage.size !== 1)
    throw new CommandError(
      40323,
      'A pipeline stage specification object must contain exactly one field.',
    );
  const [[name, spec]] = [...stage] as [[string, Value]];
  if (name === '$set' || name === '$addFields') return compileAddFields(spec)(doc, variables);
  if (name === '$unset') return compileUnset(spec)(doc, variables);
  if (name === '$project') return compileProjection(spec)(doc, { variables });
  if (name === '$replaceRoot' || name === '$replaceWith')
    return compileReplaceRoot(name, spec)(doc, variables);
  throw new CommandError('InvalidOptions', `${name} is not allowed to be used within an update`);
}
