/**
 * Exact decimal arithmetic for grades. A grade is never a binary float in this program: 0.1 + 0.2 must be 0.3, and
 * 69.995 must not become 70. A Decimal is `units / 10^scale`, an integer and a number of decimals.
 */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

const SHAPE = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;
const MAX_LENGTH = 120;
const MAX_EXPONENT = 100;

const pow10 = (n: number): bigint => 10n ** BigInt(n);

/** Drops trailing zeros of the fraction, so that equal numbers look alike. */
function trim(units: bigint, scale: number): Decimal {
  let left = units;
  let places = scale;
  while (places > 0 && left % 10n === 0n) {
    left /= 10n;
    places -= 1;
  }
  return { units: left, scale: places };
}

/**
 * Reads a decimal number as JSON or a person writes it ("14", "69.995", "1.5e2", "-3").
 * @returns null for anything else: words, empty text, a comma, more than 120 characters, an exponent beyond ±100.
 */
export function parseDecimal(text: string): Decimal | null {
  if (text.length > MAX_LENGTH) return null;
  const match = SHAPE.exec(text.trim());
  if (!match) return null;
  const [, sign, whole, fraction = '', exponentText = '0'] = match;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > MAX_EXPONENT) return null;
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  const scale = fraction.length - exponent;
  return scale >= 0 ? trim(digits, scale) : { units: digits * pow10(-scale), scale: 0 };
}

/** How many significant digits survive arithmetic with binary floats (IEEE 754 binary64 holds 15 to 17). */
const FLOAT_DIGITS = 12;

/**
 * Reads a number that a platform measured or computed. One with more than 12 significant digits went through a binary
 * float, and is read as the decimal that it stands for: 14.4 for 14.399999999999999 (Canvas scales results so). Shorter
 * numbers stay as they are: 69.995 is never 70.
 * @returns null for what is no number, as {@link parseDecimal} does
 */
export function parseMeasured(text: string): Decimal | null {
  const value = parseDecimal(text);
  if (!value) return null;
  const digits = (value.units < 0n ? -value.units : value.units).toString().length;
  return roundDecimal(value, Math.max(0, value.scale - Math.max(0, digits - FLOAT_DIGITS)));
}

/** As `parseDecimal`, for text that is known to be a number. @throws RangeError when it is not. */
export function decimal(text: string): Decimal {
  const value = parseDecimal(text);
  if (!value) throw new RangeError('not a decimal number');
  return value;
}

/** The decimal's plain notation, without an exponent and without trailing zeros: "69.995", "70", "-0.5". */
export function formatDecimal({ units, scale }: Decimal): string {
  const { units: left, scale: places } = trim(units, scale);
  if (places === 0) return left.toString();
  const digits = (left < 0n ? -left : left).toString().padStart(places + 1, '0');
  return `${left < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** Negative, zero or positive, as `a - b` is. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const left = a.units * pow10(b.scale);
  const right = b.units * pow10(a.scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** @returns the exact product */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return trim(a.units * b.units, a.scale + b.scale);
}

/** @returns the exact difference `a - b` */
export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return trim(a.units * pow10(scale - a.scale) - b.units * pow10(scale - b.scale), scale);
}

/** `numerator / denominator`, rounded half away from zero to whole units. */
function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const rounded = (2n * n + d) / (2n * d);
  return negative ? -rounded : rounded;
}

/** Rounded half away from zero to `places` decimals, as both gradebooks display a grade. */
export function roundDecimal(value: Decimal, places: number): Decimal {
  if (value.scale <= places) return value;
  return trim(divideRounded(value.units, pow10(value.scale - places)), places);
}

/** Rounded and with exactly `places` decimals: "70.00". */
export function displayDecimal(value: Decimal, places: number): string {
  const text = formatDecimal(roundDecimal(value, places));
  if (places === 0) return text;
  const [whole = '0', fraction = ''] = text.split('.');
  return `${whole}.${fraction.padEnd(places, '0')}`;
}

/**
 * `score` as a percentage of `maximum`, rounded half away from zero to `places` decimals: for display, or for a rule that
 * compares as the gradebook displays. Exact comparison is `meetsPercent`.
 * @returns null when the maximum is not above zero.
 */
export function percentOf(score: Decimal, maximum: Decimal, places: number): Decimal | null {
  if (maximum.units <= 0n) return null;
  const numerator = score.units * pow10(maximum.scale) * 100n * pow10(places);
  return trim(divideRounded(numerator, maximum.units * pow10(score.scale)), places);
}

/**
 * Whether `score / maximum >= percent / 100`, exactly, by cross-multiplication: nothing is divided and nothing is rounded.
 * @returns null when the maximum is not above zero: there is no percentage then.
 */
export function meetsPercent(score: Decimal, maximum: Decimal, percent: Decimal): boolean | null {
  if (maximum.units <= 0n) return null;
  const hundred: Decimal = { units: 100n, scale: 0 };
  return compareDecimals(multiplyDecimals(score, hundred), multiplyDecimals(percent, maximum)) >= 0;
}

/** The points that `percent` of `maximum` amounts to, exactly. */
export function pointsForPercent(percent: Decimal, maximum: Decimal): Decimal {
  const product = multiplyDecimals(percent, maximum);
  return trim(product.units, product.scale + 2);
}
