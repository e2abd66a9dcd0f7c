import type { Doc, Value } from '../bson/values.js';

/** What `$$name` stands for; ROOT and NOW are always there. */
export type Variables = Map<string, Value | undefined>;

/** Computes an expression's value for a document; undefined is a missing one. */
export type Expression = (doc: Doc, variables: Variables) => Value | undefined;

/** Compiles the operand of one operator; `compile` compiles the expressions in it. */
export type ExpressionOperator = (
  operand: Value,
  compile: (value: Value) => Expression,
) => Expression;
