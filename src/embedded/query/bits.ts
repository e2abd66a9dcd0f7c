import { Binary } from 'bson';
import { isNumeric, toNumber, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';

function bitsOfBinary(value: Binary): bigint {
  let bits = 0n;
  const bytes = value.buffer.subarray(0, value.length());
  for (let i = bytes.length - 1; i >= 0; i--) bits = (bits << 8n) | BigInt(bytes[i] as number);
  return bits;
}

/** The bits of a value in two's complement; null when it has none. */
function bitsOf(value: Value | undefined): bigint | null {
  if (value instanceof Binary) return bitsOfBinary(value);
  if (!isNumeric(value)) return null;
  if (typeof value === 'bigint') return value;
  const n = toNumber(value);
  return Number.isInteger(n) && Math.abs(n) < 2 ** 63 ? BigInt(n) : null;
}

function maskOf(operand: Value): bigint {
  if (Array.isArray(operand)) {
    return operand.reduce<bigint>((mask, position) => {
      const n = isNumeric(position) ? toNumber(position) : NaN;
      if (!Number.isInteger(n) || n < 0)
        throw new CommandError('BadValue', 'bit positions must be an integer >= 0');
      return mask | (1n << BigInt(n));
    }, 0n);
  }
  const bits = bitsOf(operand);
  if (bits === null && isNumeric(operand))
    throw new CommandError('FailedToParse', 'Expected an integer of 64 bits');
  if (bits === null)
    throw new CommandError('BadValue', 'takes an Array, a number, or a BinData as its argument');
  if (bits < 0n) throw new CommandError('FailedToParse', 'Expected a non-negative number');
  return bits;
}

/** Tests a value's bits against the mask that a `$bits…` operand stands for. */
export function bitTest(
  operand: Value,
  accepts: (bits: bigint, mask: bigint) => boolean,
): (value: Value | undefined) => boolean {
  const mask = maskOf(operand);
  return (value) => {
    const bits = bitsOf(value);
    return bits !== null && accepts(bits, mask);
  };
}
