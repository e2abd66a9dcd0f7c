import { isNumeric, toNumber, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { some, type Operator } from './predicate.js';

/** `$mod: [divisor, remainder]`: numbers are cut to whole ones first. */
export const mod: Operator = (operand) => {
  if (!Array.isArray(operand))
    throw new CommandError('BadValue', 'malformed mod, needs to be an array');
  if (operand.length !== 2)
    throw new CommandError(
      'BadValue',
      `malformed mod, ${operand.length < 2 ? 'not enough' : 'too many'} elements`,
    );
  const [divisor, remainder] = operand.map(whole);
  if (divisor === null) throw new CommandError('BadValue', 'malformed mod, divisor not a number');
  if (remainder === null)
    throw new CommandError('BadValue', 'malformed mod, remainder not a number');
  if (divisor === 0n) throw new CommandError('BadValue', 'divisor cannot be 0');
  return some((value) => {
    const n = whole(value);
    return n !== null && n % (divisor as bigint) === remainder;
  });
};

function whole(value: Value | undefined): bigint | null {
  if (!isNumeric(value)) return null;
  if (typeof value === 'bigint') return value;
  const n = Math.trunc(toNumber(value));
  return Number.isFinite(n) ? BigInt(n) : null;
}
