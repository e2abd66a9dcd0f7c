import { Ajv2019 } from 'ajv/dist/2019.js';
import { describe, expect, it } from 'vitest';
import { OPEN_BADGE_SCHEMA } from './ob-schema.js';
import { checkSchema, isAbsoluteIri, isDateTime } from './schema-check.js';

const ajv = new Ajv2019({ allErrors: true, strict: false });
ajv.addFormat('date-time', isDateTime);
ajv.addFormat('uri', isAbsoluteIri);
const isOpenBadge = ajv.compile(OPEN_BADGE_SCHEMA);

const badge = {
  '@context': [
    'https://www.w3.org/ns/credentials/v2',
    'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
  ],
  id: 'https://badges.test/credentials/1',
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  name: 'Networks',
  issuer: { id: 'did:web:badges.test', type: ['Profile'], name: 'Example University' },
  validFrom: '2026-02-01T00:00:00Z',
  credentialSubject: {
    type: ['AchievementSubject'],
    identifier: [
      { type: 'IdentityObject', hashed: false, identityHash: 'Ada', identityType: 'name' },
    ],
    achievement: {
      id: 'https://badges.test/achievements/1',
      type: ['Achievement'],
      achievementType: 'MicroCredential',
      name: 'Networks',
      description: 'Can design small networks.',
      criteria: { narrative: 'Pass the test.' },
      resultDescription: [
        { id: 'urn:r:1', type: ['ResultDescription'], name: 'Test', resultType: 'Percent' },
      ],
    },
  },
};

const WRONG = [null, 7, '', 'text', 'ext:mine', [], ['x'], {}, true];

/** The document with each of its members in turn left out, or changed to each wrong value. */
function* changed(value: unknown, put: (one: unknown) => unknown): Generator {
  for (const wrong of WRONG) yield put(wrong);
  if (typeof value !== 'object' || value === null) return;
  for (const name of Object.keys(value)) {
    const copy = (): Record<string, unknown> =>
      structuredClone(value) as unknown as Record<string, unknown>;
    if (!Array.isArray(value)) {
      const without = copy();
      delete without[name];
      yield put(without);
    }
    const member = (value as Record<string, unknown>)[name];
    yield* changed(member, (one) => {
      const made = copy();
      made[name] = one;
      return put(made);
    });
  }
}

describe('checkSchema', () => {
  it('finds a badge wrong where ajv does by the same schema, and nowhere else', () => {
    expect(isOpenBadge(badge)).toBe(true);
    expect(checkSchema(badge)).toEqual([]);
    let count = 0;
    for (const document of changed(badge, (one) => one)) {
      count += 1;
      const isRight = checkSchema(document).length === 0;
      expect([JSON.stringify(document), isRight]).toEqual([
        JSON.stringify(document),
        isOpenBadge(document),
      ]);
    }
    expect(count).toBeGreaterThan(300);
  });
});
