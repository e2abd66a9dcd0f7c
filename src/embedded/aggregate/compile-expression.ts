import { isDoc, type Doc, type Value } from '../bson/values.js';
import { CommandError, notImplemented } from '../errors.js';
import { ARRAY_OPERATORS } from './expressions-arrays.js';
import { CONVERSION_OPERATORS } from './convert.js';
import { BASIC_OPERATORS } from './expressions-basic.js';
import { DATE_OPERATORS } from './expressions-dates.js';
import { FIELD_OPERATORS } from './expressions-fields.js';
import { MATH_OPERATORS } from './expressions-math.js';
import { TEXT_OPERATORS } from './expressions-text.js';
import type { Expression, ExpressionOperator, Variables } from './expression.js';
import { parsePath, valueAt } from './field-path.js';

const OPERATORS: Record<string, ExpressionOperator> = {
  ...BASIC_OPERATORS,
  ...MATH_OPERATORS,
  ...ARRAY_OPERATORS,
  ...TEXT_OPERATORS,
  ...DATE_OPERATORS,
  ...CONVERSION_OPERATORS,
  ...FIELD_OPERATORS,
};

/** Compiles an aggregation expression; throws InvalidPipelineOperator (168) and the like. */
export function compileExpression(value: Value): Expression {
  if (typeof value === 'string') return value.startsWith('$') ? reference(value) : () => value;
  if (Array.isArray(value)) {
    const items = value.map(compileExpression);
    return (doc, variables) => items.map((item) => item(doc, variables) ?? null);
  }
  if (!isDoc(value)) return () => value;
  const [first] = value.keys();
  if (!first?.startsWith('$')) return object(value);
  if (value.size !== 1)
    throw new CommandError(
      15983,
      `An object representing an expression must have exactly one field: ${first}`,
    );
  return operator(first, value.get(first) as Value);
}

function operator(name: string, operand: Value): Expression {
  if (Object.hasOwn(OPERATORS, name))
    return (OPERATORS[name] as ExpressionOperator)(operand, compileExpression);
  if (REFUSED.has(name)) throw notImplemented(`The expression ${name}`);
  throw new CommandError(168, `Unrecognized expression '${name}'`);
}

/** What MongoDB has and this server refuses by name. */
const REFUSED = new Set(
  (
    '$function $accumulator $meta $sampleRate $toHashedIndexKey $convert $regexFindAll $binarySize $bsonSize ' +
    '$zip $indexOfBytes $dateDiff $dateTrunc $dateFromString $dateFromParts ' +
    '$dateToParts $isoWeek $isoWeekYear $isoDayOfWeek $week $log $sin $cos $tan $asin $acos $atan $atan2 ' +
    '$sinh $cosh $tanh $asinh $acosh $atanh $degreesToRadians $radiansToDegrees $bitAnd $bitOr $bitXor $bitNot ' +
    '$firstN $lastN $maxN $minN $median $percentile $stdDevPop $stdDevSamp $tsSecond $tsIncrement'
  ).split(' '),
);

function object(value: Doc): Expression {
  const fields = [...value].map(([name, field]) => {
    if (name.includes('.'))
      throw new CommandError(
        16412,
        `FieldPath field names may not contain '.'. Consider using $getField or $setField.`,
      );
    return [name, compileExpression(field)] as const;
  });
  return (doc, variables) => {
    const out: Doc = new Map();
    for (const [name, field] of fields) {
      const result = field(doc, variables);
      if (result !== undefined) out.set(name, result);
    }
    return out;
  };
}

/** `$field.path`, or `$$variable.path`. */
function reference(text: string): Expression {
  if (!text.startsWith('$$')) {
    const path = parsePath(text.slice(1));
    return (doc) => valueAt(doc, path, 0);
  }
  const [name = '', ...rest] = parsePath(text.slice(2));
  return (doc, variables) => valueAt(variable(name, doc, variables), rest, 0);
}

function variable(name: string, doc: Doc, variables: Variables): Value | undefined {
  if (variables.has(name)) return variables.get(name);
  if (name === 'ROOT' || name === 'CURRENT') return doc;
  if (name === 'NOW') return new Date();
  if (name === 'REMOVE') return undefined;
  throw new CommandError(17276, `Use of undefined variable: ${name}`);
}
