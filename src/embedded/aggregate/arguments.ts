import type { Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import type { Expression, ExpressionOperator } from './expression.js';

type Compute = (...values: (Value | undefined)[]) => Value | undefined;

/**
 * @returns the expressions of an operand that is one or a list of them
 * @throws where their number is wrong
 */
export function argumentsOf(
  name: string,
  operand: Value,
  compile: (value: Value) => Expression,
  least: number,
  most = least,
): Expression[] {
  const list = Array.isArray(operand) ? operand : [operand];
  if (list.length < least || list.length > most)
    throw new CommandError(
      16020,
      `Expression ${name} takes ${least === most ? `exactly ${least}` : `between ${least} and ${most}`} arguments. ${list.length} were passed in.`,
    );
  return list.map(compile);
}

/** Makes an operator that computes from the values of its arguments. */
export const strict =
  (name: string, least: number, most: number, compute: Compute): ExpressionOperator =>
  (operand, compile) => {
    const list = argumentsOf(name, operand, compile, least, most);
    return (doc, variables) => compute(...list.map((item) => item(doc, variables)));
  };

export const isNothing = (value: Value | undefined): value is null | undefined =>
  value === null || value === undefined;

/**
 * Makes an operator like `strict` that gives null as soon as an argument is null or missing; later arguments are not
 * evaluated.
 */
export const nullable = (
  name: string,
  least: number,
  most: number,
  compute: (...values: Value[]) => Value | undefined,
): ExpressionOperator =>
  most === Infinity
    ? (operand, compile) => {
        const list = argumentsOf(name, operand, compile, least, most);
        return (doc, variables) => {
          const values: Value[] = [];
          for (const item of list) {
            const value = item(doc, variables);
            if (isNothing(value)) return null;
            values.push(value);
          }
          return compute(...values);
        };
      }
    : strict(name, least, most, (...values) =>
        values.some(isNothing) ? null : compute(...(values as Value[])),
      );

/**
 * @returns an argument's array
 * @throws where the value is none
 */
export function arrayOf(name: string, value: Value): Value[] {
  if (!Array.isArray(value))
    throw new CommandError(28664, `The argument to ${name} must be an array`);
  return value;
}
