/**
 * The embedded store against a real MongoDB: random documents and operations on both, and what the two are known for.
 * `npm run test:differential` (a mongod on PATH, or named by MONGOD); SEED=… looks at other cases, RUNS=… at more.
 */
import { EJSON } from 'bson';
import { Int32, MinKey, MaxKey } from 'mongodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseOf, KINDS } from './cases.js';
import { DECLARED } from './declared.js';
import { startEngines, type Case, type Command, type Engines, type Outcome } from './engines.js';

const url = process.env['TEST_MONGODB_URL'];
const RUNS = Number(process.env['RUNS'] ?? 300);

let engines: Engines;
beforeAll(async () => {
  if (url) engines = await startEngines(url);
});
afterAll(() => engines?.close());

const isSame = (a: Outcome | undefined, b: Outcome | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** The first step at which the two part, unless that is declared; null when there is none. */
async function difference(given: Case) {
  const { embedded, mongo } = await engines.run(given);
  const at = embedded.findIndex((each, n) => !isSame(each, mongo[n]));
  if (at < 0) return null;
  const pair = [embedded[at], mongo[at]] as [Outcome, Outcome];
  if (DECLARED.some((each) => each.is(given, ...pair))) return null;
  return { step: at, embedded: pair[0], mongo: pair[1], case: EJSON.stringify(given) };
}

describe.skipIf(!url)('the embedded store and a MongoDB', () => {
  it.each(Object.keys(KINDS))('answer alike and store alike: %s', async (kind) => {
    const cases = caseOf(KINDS[kind] as fc.Arbitrary<Command[]>);
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        expect(await difference(given)).toBeNull();
      }),
      { numRuns: RUNS },
    );
  });

  const doc = (fields: object): Map<string, unknown> => new Map(Object.entries(fields));
  const update = (q: object, u: object, more: object = {}) =>
    doc({ update: '', updates: [{ q, u, ...more }] });
  const index = (key: object, more: object) =>
    doc({ createIndexes: '', indexes: [{ key, ...more }] });
  const one = new Int32(1);

  /** What both do: the last command's code, or what its answer holds. */
  it.each<[string, object[], Command[], number | RegExp]>([
    [
      'a missing field is above MinKey',
      [{ a: one }, {}],
      [doc({ count: '', query: { a: { $gte: new MinKey() } } })],
      /"n",\{"\$numberInt":"2"/,
    ],
    [
      'a missing field is below MaxKey',
      [{ a: one }, {}],
      [doc({ count: '', query: { a: { $lt: new MaxKey() } } })],
      /"n",\{"\$numberInt":"2"/,
    ],
    [
      'distinct takes a number in a path as a position',
      [{ b: [{ 0: 'a' }] }],
      [doc({ distinct: '', key: 'b.0', query: {} })],
      /"values",\[\[\["0","a"\]\]\]/,
    ],
    [
      'distinct keeps the types of numbers',
      [{ b: 3.5 }, { b: one }],
      [doc({ distinct: '', key: 'b', query: {} })],
      /numberInt":"1".*numberDouble":"3.5/,
    ],
    [
      'paths that collide are refused, also where nothing matches',
      [],
      [update({ a: 'none' }, { $set: { a: one, 'a.b': one } })],
      40,
    ],
    [
      'so are filters and positions of one array',
      [],
      [update({}, { $set: { 'a.0': one, 'a.$[]': one } })],
      40,
    ],
    [
      'a wrong operand is refused, also where nothing matches',
      [],
      [update({ a: 'none' }, { $inc: { a: 'x' } })],
      14,
    ],
    [
      'and comes before the collision behind it',
      [],
      [update({}, { $inc: { a: one, 'a.b': 'x' } })],
      14,
    ],
    ['$pop takes 1 or -1', [], [update({}, { $pop: { a: new Int32(2) } })], 9],
    ['$rename to itself is refused', [], [update({}, { $rename: { a: 'a' } })], 2],
    [
      '$pull through a scalar is refused',
      [{ a: one }],
      [update({}, { $pull: { 'a.b': one } })],
      28,
    ],
    ['$pop through a scalar is refused', [{ a: one }], [update({}, { $pop: { 'a.b': one } })], 28],
    [
      '$pullAll through a scalar is refused',
      [{ a: one }],
      [update({}, { $pullAll: { 'a.b': [one] } })],
      28,
    ],
    [
      '$unset through a scalar does nothing',
      [{ a: one }],
      [update({}, { $unset: { 'a.b': '' } })],
      /"nModified",\{"\$numberInt":"0"/,
    ],
    ['an array filter needs its array', [{}], [update({}, { $unset: { 'a.$[]': '' } })], 2],
    [
      'a position needs its match, also for an operator that does nothing',
      [{}],
      [update({}, { $setOnInsert: { 'a.$': one } })],
      2,
    ],
    [
      'a sort by two arrays is refused',
      [{ a: [one], b: [one] }],
      [doc({ find: '', sort: { a: one, b: one } })],
      2,
    ],
    [
      'a collision in a projection is told by its kind',
      [],
      [doc({ find: '', projection: { 'a.b': one, a: one } })],
      31250,
    ],
    [
      'the same keys under another name are refused',
      [],
      [index({ a: one }, { name: 'x' }), index({ a: one }, { name: 'y' })],
      85,
    ],
    [
      'and stand side by side where one is sparse',
      [],
      [index({ a: one }, { name: 'x' }), index({ a: one }, { name: 'y', sparse: true })],
      /numIndexesAfter",\{"\$numberInt":"3"/,
    ],
    [
      'or unique',
      [],
      [index({ a: one }, { name: 'x' }), index({ a: one }, { name: 'y', unique: true })],
      /numIndexesAfter",\{"\$numberInt":"3"/,
    ],
    [
      'a changed time to live is refused',
      [],
      [
        index({ a: one }, { name: 'x', expireAfterSeconds: 5 }),
        index({ a: one }, { name: 'x', expireAfterSeconds: 6 }),
      ],
      85,
    ],
    [
      'other keys under the same name are refused',
      [],
      [index({ a: one }, { name: 'x' }), index({ b: one }, { name: 'x' })],
      86,
    ],
  ])('%s', async (_what, documents, commands, expected) => {
    const { embedded, mongo } = await engines.run({ documents: documents.map(doc), commands });
    const [ours, theirs] = [embedded, mongo].map((all) => all.at(-2));
    if (typeof expected === 'number') expect(theirs).toEqual({ code: expected });
    else expect(theirs).toEqual({ answer: expect.stringMatching(expected) as unknown });
    // Counters beside the answer, such as a note, are the engines' own.
    if (typeof expected === 'number') expect(ours).toEqual(theirs);
    else expect(ours).toEqual({ answer: expect.stringMatching(expected) as unknown });
  });
});
