import { Decimal128, Int32 } from 'bson';
import type { Numeric } from './values.js';

/** A finite number written exactly as `digits × 10^exponent`. */
interface Exact {
  digits: bigint;
  exponent: number;
}

const POWERS: bigint[] = [];
export const pow10 = (n: number): bigint => (POWERS[n] ??= 10n ** BigInt(n));

/** Reads a Decimal128's text: null for NaN and the infinities. */
export function exactDecimal(value: Decimal128): Exact | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/.exec(value.toString());
  if (!match) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = BigInt(whole + fraction);
  return { digits: sign ? -digits : digits, exponent: Number(exponent) - fraction.length };
}

const view = new DataView(new ArrayBuffer(8));

/** A finite double as its exact decimal expansion. */
export function exactDouble(value: number): Exact {
  if (Number.isSafeInteger(value)) return { digits: BigInt(value), exponent: 0 };
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa =
    (biased === 0 ? fraction : fraction | 0x10000000000000n) * (value < 0 ? -1n : 1n);
  const power = (biased === 0 ? 1 : biased) - 1075;
  if (power >= 0) return { digits: mantissa << BigInt(power), exponent: 0 };
  return { digits: mantissa * 5n ** BigInt(-power), exponent: power };
}

/** @returns a number as its exact decimal; null for NaN and the infinities */
export function exact(value: Numeric): Exact | null {
  if (typeof value === 'bigint') return { digits: value, exponent: 0 };
  if (value instanceof Int32) return { digits: BigInt(value.value), exponent: 0 };
  if (value instanceof Decimal128) return exactDecimal(value);
  return Number.isFinite(value) ? exactDouble(value) : null;
}

/** `a - b`, exactly. */
export function minus(a: Exact, b: Exact): Exact {
  const exponent = Math.min(a.exponent, b.exponent);
  return {
    digits: a.digits * pow10(a.exponent - exponent) - b.digits * pow10(b.exponent - exponent),
    exponent,
  };
}

/** The next double towards minus infinity. */
function nextDown(value: number): number {
  if (value === -Infinity) return value;
  if (value === 0) return -Number.MIN_VALUE;
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  view.setBigUint64(0, value > 0 ? bits - 1n : bits + 1n);
  return view.getFloat64(0);
}

/** The largest double that is not above the value, and what is left of the value beyond it. */
export function floorDouble(value: bigint | Decimal128): { base: number; rest: Exact | null } {
  const near = Number(value.toString());
  const full = exact(value);
  if (full === null) return { base: near, rest: null };
  let base = near === Infinity ? Number.MAX_VALUE : near;
  if (base === -Infinity) return { base, rest: { digits: -full.digits, exponent: full.exponent } };
  let rest = minus(full, exactDouble(base));
  if (rest.digits < 0n) {
    base = nextDown(base);
    if (base === -Infinity)
      return { base, rest: { digits: -full.digits, exponent: full.exponent } };
    rest = minus(full, exactDouble(base));
  }
  return { base, rest: rest.digits === 0n ? null : rest };
}
