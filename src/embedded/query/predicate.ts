import type { Collation } from '../bson/collation.js';
import { isDoc, type Doc, type Value } from '../bson/values.js';

export interface MatchContext {
  collation: Collation | null;
  /** Compiles a whole filter (given, since it is built of these operators). */
  filter: (spec: Doc) => (doc: Doc) => boolean;
  /** Compiles a document of operators, likewise. */
  operators: (spec: Doc) => Predicate;
}

/** Whether the values that a path led to satisfy an operator. */
export type Predicate = (values: readonly (Value | undefined)[]) => boolean;
/** Whether one value satisfies an operator. */
export type ValueTest = (value: Value | undefined) => boolean;
/** An operator of the query language: takes its operand, and gives what tests values. */
export type Operator = (operand: Value, context: MatchContext, siblings: Doc) => Predicate | null;

/** A value satisfies the test, or an element of it does when it is an array. */
export const some =
  (test: ValueTest): Predicate =>
  (values) => {
    for (const value of values) {
      if (test(value)) return true;
      if (Array.isArray(value) && value.some(test)) return true;
    }
    return false;
  };

export const not =
  (predicate: Predicate): Predicate =>
  (values) =>
    !predicate(values);

/** Whether a document is one of operators (`{$gt: 1}`), and not a value to compare with. */
export const isOperators = (value: Value | undefined): value is Doc => {
  if (!isDoc(value)) return false;
  const first = value.keys().next();
  return (
    !first.done && first.value.startsWith('$') && !['$ref', '$id', '$db'].includes(first.value)
  );
};
