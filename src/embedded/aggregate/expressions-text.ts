import { Int32 } from 'bson';
import { doc, int, isDoc, isNumeric, toNumber, typeName, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { regexOf, toRegExp } from '../query/regex.js';
import { isNothing, nullable, strict } from './arguments.js';
import { toText } from './convert.js';
import type { Expression, ExpressionOperator } from './expression.js';

function textOf(name: string, value: Value): string {
  if (typeof value !== 'string')
    throw new CommandError(16702, `${name} only supports strings, not ${typeName(value)}`);
  return value;
}

function wholeOf(name: string, value: Value): number {
  const n = isNumeric(value) ? toNumber(value) : NaN;
  if (!Number.isInteger(n)) throw new CommandError(16034, `${name} requires an integral value`);
  return n;
}

/** @returns the text of a value, in which null and missing are empty */
const looseText = (value: Value | undefined): string => (isNothing(value) ? '' : toText(value));

/** `$trim` and its like: the characters at the ends that are in `chars`, or white space. */
const trim =
  (name: string, sides: { start: boolean; end: boolean }): ExpressionOperator =>
  (operand, compile) => {
    if (!isDoc(operand) || !operand.has('input'))
      throw new CommandError(50695, `${name} requires an 'input' field`);
    const input = compile(operand.get('input') as Value);
    const chars = compile(operand.get('chars') ?? null);
    return (row, variables) => {
      const text = input(row, variables);
      const given = chars(row, variables);
      if (isNothing(text)) return null;
      const isCut = isNothing(given)
        ? (part: string) => /[\s\0]/.test(part)
        : (part: string) => textOf(name, given).includes(part);
      const points = [...textOf(name, text)];
      let [from, to] = [0, points.length];
      while (sides.start && from < to && isCut(points[from] as string)) from++;
      while (sides.end && to > from && isCut(points[to - 1] as string)) to--;
      return points.slice(from, to).join('');
    };
  };

/** @returns the named expressions of an operand; absent ones are missing */
export function named(
  name: string,
  operand: Value,
  compile: (value: Value) => Expression,
  required: string[],
  optional: string[] = [],
): Record<string, Expression | undefined> {
  if (!isDoc(operand))
    throw new CommandError(28646, `${name} only supports an object as its argument`);
  for (const field of operand.keys())
    if (!required.includes(field) && !optional.includes(field))
      throw new CommandError(28647, `Unrecognized parameter to ${name}: ${field}`);
  for (const field of required)
    if (!operand.has(field))
      throw new CommandError(28648, `Missing '${field}' parameter to ${name}`);
  return Object.fromEntries([...operand].map(([field, value]) => [field, compile(value)]));
}

const replace =
  (name: string, isAll: boolean): ExpressionOperator =>
  (operand, compile) => {
    const parts = named(name, operand, compile, ['input', 'find', 'replacement']);
    return (row, variables) => {
      const values = ['input', 'find', 'replacement'].map((part) => parts[part]?.(row, variables));
      if (values.some(isNothing)) return null;
      const [input = '', find = '', replacement = ''] = values.map((value) =>
        textOf(name, value as Value),
      );
      return isAll ? input.split(find).join(replacement) : input.replace(find, () => replacement);
    };
  };

const regex =
  (name: string, answer: (text: string | null, test: RegExp) => Value): ExpressionOperator =>
  (operand, compile) => {
    const parts = named(name, operand, compile, ['input', 'regex'], ['options']);
    return (row, variables) => {
      const [input, pattern, options] = ['input', 'regex', 'options'].map((part) =>
        parts[part]?.(row, variables),
      );
      if (isNothing(pattern)) return answer(null, /$^/);
      const wanted = regexOf(pattern, options ?? undefined);
      return answer(
        isNothing(input) ? null : textOf(name, input),
        toRegExp(wanted.pattern, wanted.options),
      );
    };
  };

function regexFind(text: string | null, test: RegExp): Value {
  const found = text === null ? null : test.exec(text);
  if (!found) return null;
  const before = [...found.input.slice(0, found.index)].length;
  return doc({
    match: found[0],
    idx: int(before),
    captures: found.slice(1).map((part) => part ?? null),
  });
}

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

/** Strings; positions are in code points, or in UTF-8 bytes where the name says so. */
export const TEXT_OPERATORS: Record<string, ExpressionOperator> = {
  $concat: nullable('$concat', 0, Infinity, (...parts) =>
    parts.map((part) => textOf('$concat', part)).join(''),
  ),
  $toLower: strict('$toLower', 1, 1, (value) => looseText(value).toLowerCase()),
  $toUpper: strict('$toUpper', 1, 1, (value) => looseText(value).toUpperCase()),
  $strLenCP: strict('$strLenCP', 1, 1, (value) =>
    int([...textOf('$strLenCP', value ?? null)].length),
  ),
  $strLenBytes: strict('$strLenBytes', 1, 1, (value) =>
    int(bytes(textOf('$strLenBytes', value ?? null)).length),
  ),
  $split: nullable('$split', 2, 2, (text, by) =>
    textOf('$split', text).split(textOf('$split', by)),
  ),
  $substrCP: strict('$substrCP', 3, 3, (text, from, length) => {
    const start = wholeOf('$substrCP', from ?? null);
    return [...looseText(text)].slice(start, start + wholeOf('$substrCP', length ?? null)).join('');
  }),
  $substrBytes: substrBytes('$substrBytes'),
  $substr: substrBytes('$substr'),
  $indexOfCP: nullable('$indexOfCP', 2, 4, (text, part, from, to) => {
    const points = [...textOf('$indexOfCP', text)].slice(
      0,
      to === undefined ? undefined : wholeOf('$indexOfCP', to),
    );
    const start = from === undefined ? 0 : wholeOf('$indexOfCP', from);
    const at = points.slice(start).join('').indexOf(textOf('$indexOfCP', part));
    return new Int32(at < 0 ? -1 : start + [...points.slice(start).join('').slice(0, at)].length);
  }),
  $strcasecmp: strict('$strcasecmp', 2, 2, (a, b) => {
    const [x, y] = [looseText(a).toUpperCase(), looseText(b).toUpperCase()];
    return new Int32(x < y ? -1 : x > y ? 1 : 0);
  }),
  $trim: trim('$trim', { start: true, end: true }),
  $ltrim: trim('$ltrim', { start: true, end: false }),
  $rtrim: trim('$rtrim', { start: false, end: true }),
  $replaceOne: replace('$replaceOne', false),
  $replaceAll: replace('$replaceAll', true),
  $regexMatch: regex('$regexMatch', (text, test) => text !== null && test.test(text)),
  $regexFind: regex('$regexFind', regexFind),
};

function substrBytes(name: string): ExpressionOperator {
  return strict(name, 3, 3, (text, from, length) => {
    const all = bytes(looseText(text));
    const start = wholeOf(name, from ?? null);
    const count = wholeOf(name, length ?? null);
    if (start < 0) throw new CommandError(50752, `${name}: starting index must be non-negative`);
    const part = all.subarray(start, count < 0 ? undefined : start + count);
    if (!bytes(part.toString('utf8')).equals(part))
      throw new CommandError(
        28656,
        `${name}: Invalid range, starting or ending in the middle of a UTF-8 character.`,
      );
    return part.toString('utf8');
  });
}
