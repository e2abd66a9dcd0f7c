/** Random values of every BSON type, the odd ones among them. */
import fc from 'fast-check';
import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'mongodb';

const text = fc.string({
  maxLength: 6,
  unit: fc.constantFrom('a', 'b', 'Z', 'é', '😀', '\u{ffff}', '\0', '.'),
});

const decimals = [
  '0',
  '-0',
  '0.1',
  '0.10',
  '1E+400',
  '-1E+400',
  '1E-400',
  '9007199254740993',
  'NaN',
  'Infinity',
  '-Infinity',
  '3',
];

const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map((n) => new Int32(n)),
  fc
    .constantFrom(0, -0, 0.1, 3, 2 ** 53, -1e308, NaN, Infinity, -Infinity, 5e-324)
    .map((n) => new Double(n)),
  fc
    .constantFrom(
      '0',
      '3',
      '-3',
      '9007199254740992',
      '9007199254740993',
      '9223372036854775807',
      '-9223372036854775808',
    )
    .map((n) => Long.fromString(n)),
  fc.constantFrom(...decimals).map((n) => Decimal128.fromString(n)),
);

export const scalar: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: number },
  { weight: 3, arbitrary: text },
  fc.boolean(),
  fc.constant(null),
  fc.integer({ min: -2000, max: 2000 }).map((ms) => new Date(ms)),
  fc.constantFrom('0'.repeat(24), 'f'.repeat(24)).map((hex) => new ObjectId(hex)),
  fc.uint8Array({ maxLength: 3 }).map((bytes) => new Binary(bytes, bytes.length % 2)),
  fc.constantFrom(1, 2).map((t) => new Timestamp({ t, i: 4294967295 })),
  fc.constantFrom('a', 'b').map((pattern) => new BSONRegExp(pattern, 'i')),
  fc.constant(new Code('x')),
  fc.constant(new MinKey()),
  fc.constant(new MaxKey()),
);

const name = fc.constantFrom('a', 'b', '1', '0');

/**
 * Scalars, and arrays and documents of such values in each other, a few times.
 * @param weight of arrays and of documents, each beside 5 of scalars
 * @param documentOf a document of fields that are such values
 */
export const nested = (
  scalars: fc.Arbitrary<unknown>,
  weight: number,
  documentOf: (field: fc.Arbitrary<unknown>) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> =>
  fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 5, arbitrary: scalars },
      { weight, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
      { weight, arbitrary: documentOf(tie('value')) },
    ),
  })).value;

export const value: fc.Arbitrary<unknown> = nested(scalar, 1, (field) =>
  fc.array(fc.tuple(name, field), { maxLength: 3 }).map((fields) => Object.fromEntries(fields)),
);
