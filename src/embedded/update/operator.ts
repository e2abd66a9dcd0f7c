import type { Collation } from '../bson/collation.js';
import { display } from '../bson/display.js';
import type { Value } from '../bson/values.js';
import type { Target } from './targets.js';

export interface ApplyContext {
  collation: Collation | null;
  now: Date;
  /** The `_id` of the document, for messages. */
  id: Value | undefined;
  /** Whether the document is being inserted. */
  isInsert: boolean;
}

/** What an operator does at one place. */
export interface UpdateOperator {
  /** Whether a missing place is made for it. */
  create: boolean;
  /** Whether a place that cannot be is passed over, where none is made. */
  isLenient?: boolean;
  /** Throws for an operand that no document makes good. */
  check?(operand: Value, path: string): void;
  apply(target: Target, operand: Value, path: string, context: ApplyContext): void;
}

/** A path's last name. */
export const leaf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
/** The document's id as messages show it. */
export const idOf = ({ id }: ApplyContext): string => `{_id: ${display(id)}}`;
