import { describe, expect, it } from 'vitest';
import { verify } from '../../src/credentials/verify/index.js';
import { buildResultView } from '../../src/credentials/verify-page/result-view.js';
import { readLocales } from '../../src/web/index.js';
import { badgeOf, createSigner, OB, V2, NOW, type Json } from './sign-badge.js';

const ACHIEVEMENT = 'https://college.example/achievements/1';
const signer = await createSigner();
const { id: edDid, sign } = signer;
const now = () => NOW;

/** An endorsement as others write it (OB 3.0, B.1.9). */
const endorsementOf = (over: Json = {}, subject: Json = {}): Json => ({
  '@context': [V2, OB],
  id: 'https://employer.example/endorsements/1',
  type: ['VerifiableCredential', 'EndorsementCredential'],
  name: 'Endorsement of Teamwork',
  issuer: { id: edDid, type: ['Profile'], name: 'Employer' },
  validFrom: '2026-01-01T00:00:00Z',
  credentialSubject: {
    id: ACHIEVEMENT,
    type: ['EndorsementSubject'],
    endorsementComment: 'We hire for it. <img src=x onerror=alert(1)>',
    ...subject,
  },
  ...over,
});

const withIn = (part: 'badge' | 'achievement', endorsement: readonly unknown[]): Json => {
  const badge = badgeOf(edDid);
  if (part === 'badge') return { ...badge, endorsement };
  const subject = badge['credentialSubject'] as Json & { achievement: Json };
  return {
    ...badge,
    credentialSubject: { ...subject, achievement: { ...subject.achievement, endorsement } },
  };
};

const check = (input: unknown, known: readonly unknown[] = []) =>
  verify(JSON.stringify(input), {
    now,
    fetchJson: () => Promise.reject(new Error('not there')),
    findEndorsements: () => Promise.resolve(known),
  });
const lineOf = (found: Awaited<ReturnType<typeof check>>) =>
  found.checks
    .filter(({ name }) => name === 'endorsement')
    .map(({ code, outcome }) => [code, outcome]);

describe('an endorsement by itself', () => {
  it('is verified as what it is, and says what it endorses', async () => {
    const found = await check(await sign(endorsementOf()));
    expect(found).toMatchObject({ kind: 'endorsement', verdict: 'valid' });
    const view = buildResultView(found, readLocales().choose(['en']).t, 'en');
    expect(view.facts.map(({ key, value }) => [key, value])).toContainEqual([
      'recipient',
      ACHIEVEMENT,
    ]);
    expect(view.facts.find(({ key }) => key === 'description')?.value).toContain('We hire for it.');
  });

  it.each([
    [
      'a comment that was changed',
      {
        credentialSubject: {
          id: ACHIEVEMENT,
          type: ['EndorsementSubject'],
          endorsementComment: 'Never.',
        },
      },
    ],
    [
      'another achievement',
      { credentialSubject: { id: `${ACHIEVEMENT}0`, type: ['EndorsementSubject'] } },
    ],
  ])('is not with %s', async (_, over) => {
    const found = await check({ ...(await sign(endorsementOf())), ...over });
    expect(found).toMatchObject({ verdict: 'invalid' });
    expect(found.checks.find(({ name }) => name === 'proof')?.code).toBe('signature_wrong');
  });

  it('needs a subject, as the schema says', async () => {
    const found = await check(
      await sign(endorsementOf({ credentialSubject: { type: ['EndorsementSubject'] } })),
    );
    expect(found.checks.find(({ name }) => name === 'schema')?.code).toBe('schema_violated');
  });
});

describe('the endorsements of a badge', () => {
  it.each(['badge', 'achievement'] as const)(
    'are verified in the %s, as a check of their own',
    async (part) => {
      const found = await check(await sign(withIn(part, [await sign(endorsementOf())])));
      expect(found).toMatchObject({ verdict: 'valid', endorsed: [{ state: 'valid' }] });
      expect(lineOf(found)).toEqual([['endorsement_valid', 'pass']]);
    },
  );

  it('cannot be added to a badge that was signed without them, or taken out', async () => {
    const endorsement = await sign(endorsementOf());
    const [without, within] = [
      await sign(badgeOf(edDid)),
      await sign(withIn('badge', [endorsement])),
    ];
    const left: Json = { ...within };
    delete left['endorsement'];
    for (const changed of [{ ...without, endorsement: [endorsement] }, left])
      expect(await check(changed)).toMatchObject({ verdict: 'invalid' });
  });

  it('are found beside the badge, where somebody knows them', async () => {
    const found = await check(await sign(badgeOf(edDid)), [await sign(endorsementOf())]);
    expect(lineOf(found)).toEqual([['endorsement_valid', 'pass']]);
  });

  it('never decide whether the badge is genuine, whatever they are', async () => {
    const forged = { ...(await sign(endorsementOf())), name: 'Changed' };
    const other = await sign(endorsementOf({}, { id: 'https://college.example/achievements/2' }));
    const over = await sign(endorsementOf({ validUntil: '2026-02-01T00:00:00Z' }));
    const away = await sign(
      endorsementOf({
        credentialStatus: {
          id: 'https://employer.example/status#1',
          type: 'BitstringStatusListEntry',
          statusPurpose: 'revocation',
          statusListIndex: '1',
          statusListCredential: 'https://employer.example/status',
        },
      }),
    );
    const found = await check(await sign(badgeOf(edDid)), [forged, other, over, away, 'x', 7]);
    expect(found.endorsed?.map(({ state }) => state)).toEqual([
      ...['forged', 'forged', 'expired', 'unknown', 'forged', 'forged'],
    ]);
    expect(found.verdict).toBe('valid');
    expect(lineOf(found)).toEqual([
      ['endorsement_forged', 'warning'],
      ['endorsement_expired', 'warning'],
      ['endorsement_open', 'unknown'],
    ]);
    const view = buildResultView(found, readLocales().choose(['en']).t, 'en');
    expect(view.kind).toBe('success');
    // Nothing that a forger wrote is repeated.
    expect(view.endorsed?.map(({ comment }) => comment !== '')).toEqual([
      ...[false, false, true, true, false, false],
    ]);
  });

  it('are looked at up to a number', async () => {
    const one = await sign(endorsementOf());
    const found = await check(
      await sign(badgeOf(edDid)),
      Array.from({ length: 30 }, () => one),
    );
    expect(found.endorsed).toHaveLength(8);
    expect(lineOf(found)[0]).toEqual(['endorsement_many', 'warning']);
  });
});
