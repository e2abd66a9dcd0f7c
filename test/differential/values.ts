import {
  Binary,
  BSONRegExp,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'mongodb';
import fc from 'fast-check';
import { nested } from '../../src/embedded/testing/any-value.js';

const number = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -2, max: 4 }).map((n) => new Int32(n)) },
  fc.constantFrom(0, -0, 0.5, 3, 2 ** 53, NaN, Infinity).map((n) => new Double(n)),
  fc
    .constantFrom('0', '3', '-3', '9007199254740993', '9223372036854775807')
    .map((n) => Long.fromString(n)),
  fc.constantFrom('0.1', '3', '-0', 'NaN', '1E+400').map((n) => Decimal128.fromString(n)),
);

/** Values of every kind that is compared, stored or computed with; many are equal to each other. */
export const scalar: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: number },
  { weight: 4, arbitrary: fc.constantFrom('', 'a', 'b', 'B', 'ab', 'é', '😀', '1') },
  { weight: 2, arbitrary: fc.boolean() },
  { weight: 2, arbitrary: fc.constant(null) },
  fc.integer({ min: -2, max: 2 }).map((ms) => new Date(ms)),
  fc.constantFrom('0'.repeat(24), 'f'.repeat(24)).map((hex) => new ObjectId(hex)),
  fc.uint8Array({ maxLength: 2 }).map((bytes) => new Binary(bytes, 0)),
  fc.constantFrom(1, 2).map((t) => new Timestamp({ t, i: 1 })),
  fc.constant(new BSONRegExp('a', 'i')),
  fc.constantFrom(new MinKey(), new MaxKey()),
);

export const name = fc.constantFrom('a', 'b', 'c', '0', '1');

const documentOf = (field: fc.Arbitrary<unknown>, maxLength: number) =>
  fc
    .uniqueArray(fc.tuple(name, field), { maxLength, selector: ([key]) => key })
    .map((all) => new Map(all));

/** A scalar, an array or a document; nested a few times. */
export const value: fc.Arbitrary<unknown> = nested(scalar, 2, (field) => documentOf(field, 3));

/** A document: a Map, so that fields named by numbers keep their place. */
export const fields = documentOf(value, 4);

export const documents = fc.array(fields, { minLength: 0, maxLength: 5 });

export const path = fc.oneof(
  { weight: 4, arbitrary: name },
  { weight: 3, arbitrary: fc.tuple(name, name).map((parts) => parts.join('.')) },
  { weight: 1, arbitrary: fc.tuple(name, name, name).map((parts) => parts.join('.')) },
);

/** A document of one field. */
export const one = (key: string, content: unknown): Map<string, unknown> =>
  new Map([[key, content]]);
