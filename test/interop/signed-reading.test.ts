import fc from 'fast-check';
import jsonld from 'jsonld';
import { describe, expect, it } from 'vitest';
import { createKnownShapes } from '../../src/credentials/compiled/known-shapes.js';
import { loadContext } from '../../src/credentials/verify/contexts.js';
import { verify } from '../../src/credentials/verify/index.js';
import { environment, inputOf, matrix } from './matrix.js';
import {
  CHANGES,
  changeAt,
  isObject,
  mutated,
  placesIn,
  type Json,
  type Place,
} from './mutate-badge.js';

const vector = (name: string): Json =>
  JSON.parse(inputOf(matrix.vectors.find((one) => one.name === name)!) as string) as Json;
const valid = vector('json/valid');
const revoked = vector('json/revoked');

const judge = async (badge: Json, env = environment) => {
  const { verdict, checks, credential } = await verify(JSON.stringify(badge), env);
  return { verdict, credential, proof: checks.find(({ name }) => name === 'proof')?.code };
};

const withoutProof = (badge: Json): Json => {
  const rest = { ...badge };
  delete rest['proof'];
  return rest;
};

/** Lists of one, order and nothing said do not matter. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = (value.flat(Infinity) as unknown[]).filter((one) => one !== null).map(normal);
    const texts = [...new Set(items.map((one) => JSON.stringify(one)))].sort();
    return texts.length === 1 ? JSON.parse(texts[0]!) : texts;
  }
  // RDF has texts alone: this one stands for the truth value.
  if (value === 'true' || value === 'false') return value === 'true';
  if (!isObject(value)) return value;
  const members = Object.entries(value)
    .filter(([name, one]) => name !== '@context' && one !== null && JSON.stringify(one) !== '[]')
    .map(([name, one]) => [name, normal(one)] as const);
  if (members.length === 1 && members[0]![0] === 'id') return members[0]![1];
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The same by JSON-LD's own library, which knows nothing of ours. */
async function plainReading(badge: Json): Promise<unknown> {
  const options = { documentLoader: loadContext, base: null, safe: true };
  const expanded = await jsonld.expand(withoutProof(badge), options);
  return normal(await jsonld.compact(expanded, badge['@context'], options));
}

describe('what was signed is what is read', () => {
  it('a badge is read as it stands where it stands as it was signed', async () => {
    expect((await judge(valid)).credential).toEqual(valid);
  });

  it.each([
    ['credentialStatus', 'renamed to its IRI'],
    ['credentialStatus', 'nested'],
    ['credentialStatus', 'moved into a node of the same name'],
    ['validFrom', 'renamed to its IRI'],
    ['issuer', 'renamed to its IRI'],
    ['id', 'renamed to a keyword'],
  ])('a revoked badge whose %s is %s is not valid', async (name, kind) => {
    const changed = changeAt(revoked, { path: [], name }, CHANGES[kind]!) as Json;
    expect(changed).not.toEqual(revoked);
    expect(await judge(changed)).toMatchObject({ verdict: 'invalid' });
    const same = changeAt(valid, { path: [], name }, CHANGES[kind]!) as Json;
    const { verdict, proof } = await judge(same);
    expect(verdict).toBe('invalid');
    // Without its term a date has no type any more, so that the RDF is another one.
    expect(proof).toBe(name === 'validFrom' ? 'signature_wrong' : 'not_covered');
  });

  // JSON-LD wants one text as `id`, and `type` in one list at the most; other terms are not defined everywhere.
  it.each([
    ['put into a list', ({ name }: Place) => name !== 'id' && name !== 'type'],
    ['put into a list of lists', ({ name }: Place) => name !== 'id' && name !== 'type'],
    ['taken out of a list', () => true],
    ['turned round', () => true],
    ['written as an IRI', ({ path }: Place) => path.length === 0],
    ['gained beside it', ({ path }: Place) => path.length === 0],
  ])('nothing is the worse for what is %s', async (kind, isFit) => {
    const plain = await plainReading(valid);
    for (const place of placesIn(withoutProof(valid)).filter(isFit)) {
      const changed = changeAt(valid, place, CHANGES[kind]!) as Json;
      const { proof, credential } = await judge(changed);
      expect([place, proof]).toEqual([place, 'signed']);
      expect(normal(withoutProof(credential!))).toEqual(plain);
    }
  });

  it('a part of the proof named otherwise is not covered either', async () => {
    const [proof] = valid['proof'] as Json[];
    for (const [name, iri] of [
      ['proofPurpose', 'https://w3id.org/security#proofPurpose'],
      ['created', 'http://purl.org/dc/terms/created'],
      ['verificationMethod', 'https://w3id.org/security#verificationMethod'],
    ] as const) {
      const { [name]: value, ...rest } = proof!;
      const { verdict } = await judge({ ...valid, proof: [{ ...rest, [iri]: value }] });
      expect([name, verdict]).toEqual([name, 'invalid']);
    }
  });

  it('a name that stands twice in one place is refused, however it is written', async () => {
    const text = JSON.stringify(valid);
    for (const twice of [
      text.replace(
        '{',
        '{"validUntil":"2020-01-01T00:00:00Z","validUntil":"2099-01-01T00:00:00Z",',
      ),
      text.replace('"validFrom"', '"\\u0076alidFrom":"2020-01-01T00:00:00Z","validFrom"'),
      text.replace('"proofPurpose"', '"proofPurpose":"authentication","proofPurpose"'),
    ]) {
      const { verdict, checks } = await verify(twice, environment);
      expect([verdict, checks[0]?.code]).toEqual(['invalid', 'named_twice']);
    }
  });

  it.each(['\\ud800', '\\udfff', 'x\\udc00\\ud800'])(
    'half of a character (%s) is refused: the bytes that are signed are those of any other half',
    async (half) => {
      const text = JSON.stringify(valid);
      for (const broken of [
        text.replace('"name":"', `"name":"${half}`),
        text.replace('"narrative"', `"${half}":1,"narrative"`),
      ]) {
        const { verdict, checks } = await verify(broken, environment);
        expect([verdict, checks[0]?.code]).toEqual(['invalid', 'half_character']);
      }
    },
  );
});

describe('verify, against a plain reading by JSON-LD (fuzzed)', () => {
  const plainOf = new Map<Json, unknown>();

  it.each([
    ['valid', valid],
    ['revoked', revoked],
  ])(
    'calls a %s badge valid only where it says what was signed',
    async (name, badge) => {
      const findKnown = createKnownShapes();
      plainOf.set(badge, await plainReading(badge));
      await fc.assert(
        fc.asyncProperty(mutated(badge), fc.boolean(), async ({ badge: changed }, isKnown) => {
          const env = isKnown ? { ...environment, findKnown } : environment;
          const { verdict, credential, proof } = await judge(changed, env);
          if (name === 'revoked') expect(verdict).not.toBe('valid');
          if (proof !== 'signed') return;
          const reading = normal(withoutProof(credential!));
          expect(reading).toEqual(plainOf.get(badge));
          expect(reading).toEqual(await plainReading(changed));
        }),
        { numRuns: 150 },
      );
    },
    180_000,
  );
});
