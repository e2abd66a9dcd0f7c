import { compare } from '../bson/compare.js';
import { isDoc, isTruthy, int, typeName, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { argumentsOf, isNothing, strict } from './arguments.js';
import type { ExpressionOperator } from './expression.js';

/** A missing value is below null in expressions. */
export function order(a: Value | undefined, b: Value | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  return compare(a, b);
}

const comparison = (name: string, accepts: (order: number) => boolean): ExpressionOperator =>
  strict(name, 2, 2, (a, b) => accepts(order(a, b)));

const cond: ExpressionOperator = (operand, compile) => {
  const parts = isDoc(operand) ? ['if', 'then', 'else'].map((name) => operand.get(name)) : operand;
  if (!Array.isArray(parts) || parts.length !== 3 || parts.some((part) => part === undefined))
    throw new CommandError(17080, "Missing parameter to $cond: it takes 'if', 'then' and 'else'");
  const [test, yes, no] = (parts as Value[]).map(compile);
  return (doc, variables) => (isTruthy(test?.(doc, variables)) ? yes : no)?.(doc, variables);
};

const switchOperator: ExpressionOperator = (operand, compile) => {
  const branches = isDoc(operand) ? operand.get('branches') : null;
  if (!Array.isArray(branches))
    throw new CommandError(40060, '$switch requires at least one branch.');
  const list = branches.map((branch) => {
    if (!isDoc(branch) || !branch.has('case') || !branch.has('then'))
      throw new CommandError(
        40067,
        "$switch requires each branch have a 'case' and a 'then' expression",
      );
    return {
      test: compile(branch.get('case') as Value),
      then: compile(branch.get('then') as Value),
    };
  });
  const otherwise = (operand as Map<string, Value>).get('default');
  const last = otherwise === undefined ? null : compile(otherwise);
  return (doc, variables) => {
    const hit = list.find(({ test }) => isTruthy(test(doc, variables)));
    if (hit) return hit.then(doc, variables);
    if (last) return last(doc, variables);
    throw new CommandError(
      40066,
      '$switch could not find a matching branch for an input, and no default was specified.',
    );
  };
};

const ifNull: ExpressionOperator = (operand, compile) => {
  const list = argumentsOf('$ifNull', operand, compile, 2, Infinity);
  return (doc, variables) => {
    let value: Value | undefined;
    for (const item of list) {
      value = item(doc, variables);
      if (!isNothing(value)) return value;
    }
    return value;
  };
};

const letOperator: ExpressionOperator = (operand, compile) => {
  const vars = isDoc(operand) ? operand.get('vars') : null;
  const inner = isDoc(operand) ? operand.get('in') : undefined;
  if (!isDoc(vars) || inner === undefined)
    throw new CommandError(16876, "Missing 'vars' or 'in' parameter to $let");
  const list = [...vars].map(([name, value]) => [name, compile(value)] as const);
  const body = compile(inner);
  return (doc, variables) => {
    const own = new Map(variables);
    for (const [name, value] of list) own.set(name, value(doc, variables));
    return body(doc, own);
  };
};

const many =
  (name: string, all: boolean): ExpressionOperator =>
  (operand, compile) => {
    const list = argumentsOf(name, operand, compile, 0, Infinity);
    return (doc, variables) =>
      all
        ? list.every((item) => isTruthy(item(doc, variables)))
        : list.some((item) => isTruthy(item(doc, variables)));
  };

/** Comparison, logic, and what chooses between values. */
export const BASIC_OPERATORS: Record<string, ExpressionOperator> = {
  $eq: comparison('$eq', (n) => n === 0),
  $ne: comparison('$ne', (n) => n !== 0),
  $gt: comparison('$gt', (n) => n > 0),
  $gte: comparison('$gte', (n) => n >= 0),
  $lt: comparison('$lt', (n) => n < 0),
  $lte: comparison('$lte', (n) => n <= 0),
  $cmp: strict('$cmp', 2, 2, (a, b) => int(Math.sign(order(a, b)))),
  $and: many('$and', true),
  $or: many('$or', false),
  $not: strict('$not', 1, 1, (value) => !isTruthy(value)),
  $cond: cond,
  $switch: switchOperator,
  $ifNull: ifNull,
  $let: letOperator,
  $literal: (operand) => () => operand,
  $const: (operand) => () => operand,
  $type: strict('$type', 1, 1, (value) => typeName(value)),
};
