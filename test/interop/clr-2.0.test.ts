import { describe, expect, it } from 'vitest';
import { canonize } from '../../src/credentials/verify/canonize.js';
import { loadContext } from '../../src/credentials/verify/contexts.js';
import { withContained } from '../../src/credentials/verify/contained.js';
import { verify, type Verification } from '../../src/credentials/verify/index.js';
import { withoutProof } from '../../src/credentials/verify/signed-document.js';
import data from './clr-2.0.json' with { type: 'json' };

const { signed, canonical, publicKeyMultibase } = data;
const issuer = signed.issuer.id;

/** The example's issuer as it would have to be: it names the key that signed. */
const environment = {
  now: () => new Date('2026-05-04T09:00:00Z'),
  fetchJson: (url: string): Promise<unknown> =>
    url === issuer
      ? Promise.resolve({
          id: issuer,
          type: ['Profile'],
          assertionMethod: [
            {
              id: `${issuer}#${publicKeyMultibase}`,
              type: 'Multikey',
              controller: issuer,
              publicKeyMultibase,
            },
          ],
        })
      : Promise.reject(new Error('not there')),
};

type Json = Record<string, unknown>;
const subject = signed.credentialSubject;
const badge = subject.verifiableCredential[0]!;
const association = subject.association[0]!;
const withBadges = (verifiableCredential: readonly Json[]) => ({
  ...subject,
  verifiableCredential,
});
const withBadge = (over: Json) => withBadges([{ ...badge, ...over }]);

const codesOf = ({ checks }: Verification) =>
  Object.fromEntries(checks.map(({ name, code }) => [name, code]));

describe('Comprehensive Learner Record 2.0, the vector of 1EdTech', () => {
  it('is canonicalized to the published text', async () => {
    const text = await canonize(withoutProof(signed), loadContext);
    expect(text).toBe(canonical);
  });

  it('is verified, and the badge in it by itself', async () => {
    const found = await verify(JSON.stringify(signed), environment);
    expect(found).toMatchObject({ kind: 'learner-record', verdict: 'valid' });
    expect(codesOf(found)).toMatchObject({
      proof: 'signed',
      schema: 'well_formed',
      'issuer-identity': 'key_listed',
      contained: 'contained_valid',
    });
    expect(found.contained?.map(({ kind, verdict }) => [kind, verdict])).toEqual([
      ['open-badge-3', 'valid'],
    ]);
    expect(found.contained?.map(codesOf)).toMatchObject([{ proof: 'signed' }]);
  });

  it.each([
    ['what the record says', { name: 'Another transcript' }],
    ['whether it is whole', { partial: false }],
    ['a badge in it', { credentialSubject: withBadge({ name: 'Another degree' }) }],
    [
      'a badge that was added',
      { credentialSubject: withBadges([badge, { ...badge, id: 'urn:x' }]) },
    ],
    ['a badge that was taken out', { credentialSubject: withBadges([]) }],
    ['a badge without its contents', { credentialSubject: withBadges([{ id: badge.id }]) }],
    [
      'how its badges belong together',
      { credentialSubject: { ...subject, association: [{ ...association, sourceId: 'urn:y' }] } },
    ],
  ])('is not verified where somebody changed %s', async (_, over) => {
    const found = await verify(JSON.stringify({ ...signed, ...over }), environment);
    expect(found.verdict).toBe('invalid');
    expect(codesOf(found)['proof']).toMatch(/signature_wrong|not_covered/);
    expect(found.contained).toBeUndefined();
  });

  it('opens no record inside a record, however deep they are', async () => {
    let deep: Json = signed;
    for (let depth = 0; depth < 4; depth++)
      deep = { ...signed, credentialSubject: withBadges([deep]) };
    // The proof does not fit: nothing in it is looked at.
    expect((await verify(JSON.stringify(deep), environment)).contained).toBeUndefined();
    const found = await withContained(
      { ...(await verify(JSON.stringify(signed), environment)), contained: [] },
      deep,
      () => Promise.reject(new Error('opened')),
      environment,
    );
    expect(found.contained?.map(({ checks }) => checks[0]?.code)).toEqual(['record_in_record']);
    expect(found.verdict).toBe('unknown');
  });

  it('refuses more badges than a record may have, without opening any', async () => {
    const many = { ...signed, credentialSubject: withBadges(Array<Json>(61).fill(badge)) };
    const found = await withContained(
      await verify(JSON.stringify(signed), environment),
      many,
      () => Promise.reject(new Error('opened')),
      environment,
    );
    expect(found.checks.at(-1)).toMatchObject({ code: 'contained_many', outcome: 'fail' });
    expect(found.verdict).toBe('invalid');
  });
});
