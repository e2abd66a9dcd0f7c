import { isDoc, typeName, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import type { ExpressionOperator } from './expression.js';

function nameOf(operator: string, operand: Value): string {
  const field = isDoc(operand) ? operand.get('field') : operand;
  const literal =
    isDoc(field) && field.size === 1 ? (field.get('$literal') ?? field.get('$const')) : field;
  if (typeof literal !== 'string' || (literal === field && literal.startsWith('$')))
    throw new CommandError(
      5654602,
      `${operator} requires 'field' to evaluate to a constant string`,
    );
  return literal;
}

const getField: ExpressionOperator = (operand, compile) => {
  const name = nameOf('$getField', operand);
  const input = compile(
    isDoc(operand) && operand.has('input') ? (operand.get('input') as Value) : '$$CURRENT',
  );
  return (row, variables) => {
    const value = input(row, variables);
    return isDoc(value) ? value.get(name) : value === null ? null : undefined;
  };
};

const setField =
  (operator: string): ExpressionOperator =>
  (operand, compile) => {
    const name = nameOf(operator, operand);
    if (!isDoc(operand) || !operand.has('input'))
      throw new CommandError(4161109, `${operator} requires 'input' to be specified`);
    if (operator === '$setField' && !operand.has('value'))
      throw new CommandError(4161102, "$setField requires 'value' to be specified");
    const input = compile(operand.get('input') as Value);
    const value = compile(operator === '$setField' ? (operand.get('value') as Value) : '$$REMOVE');
    return (row, variables) => {
      const target = input(row, variables);
      if (target === null || target === undefined) return null;
      if (!isDoc(target))
        throw new CommandError(
          4161105,
          `${operator} requires 'input' to evaluate to type Object, not ${typeName(target)}`,
        );
      const out = new Map(target);
      const result = value(row, variables);
      if (result === undefined) out.delete(name);
      else out.set(name, result);
      return out;
    };
  };

/** Fields whose names may hold dots or begin with a dollar. */
export const FIELD_OPERATORS: Record<string, ExpressionOperator> = {
  $getField: getField,
  $setField: setField('$setField'),
  $unsetField: setField('$unsetField'),
  $rand: () => () => Math.random(),
};
