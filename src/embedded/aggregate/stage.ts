import type { Collation } from '../bson/collation.js';
import type { Doc, Value } from '../bson/values.js';
import type { FindRequest } from '../storage/find.js';
import type { Variables } from './expression.js';

/** What a pipeline needs of the store. */
export interface Source {
  /** The documents of a collection of the same database. */
  find(collection: string, request: Partial<FindRequest>): Iterable<Doc>;
}

export interface PipelineContext {
  source: Source;
  collation: Collation | null;
  variables: Variables;
}

export type Stage = (docs: Iterable<Doc>) => Iterable<Doc>;
export type StageCompiler = (spec: Value, context: PipelineContext) => Stage;
