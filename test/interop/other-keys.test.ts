import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite as eddsaRdfc2022 } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { describe, expect, it } from 'vitest';
import { badgeOf, ed, edDid, issueBy, judge, PROFILE, useSigner } from './sign-as-others.js';

useSigner();

describe('verify, keys of an issuer that is a Profile', () => {
  const key = { type: 'Multikey', controller: PROFILE };
  const sign2022 = (issuerId: string, id: string) =>
    issueBy(
      badgeOf(issuerId, 2),
      new DataIntegrityProof({ signer: { ...ed.signer(), id }, cryptosuite: eddsaRdfc2022 }),
    );
  const profile = { id: PROFILE, type: ['Profile'], name: 'College' };

  it('takes a key below the address of a Profile that names none, and no other', async () => {
    const below = `${PROFILE}/keys/1`;
    const beside = 'https://college.example/elsewhere/keys/1';
    for (const [id, identity] of [
      [below, 'key_at_issuer'],
      [beside, 'issuer_names_no_keys'],
    ] as const) {
      const badge = await sign2022(PROFILE, id);
      const document = { id, ...key, publicKeyMultibase: ed.publicKeyMultibase };
      expect(await judge(badge, { [id]: document, [PROFILE]: profile })).toMatchObject({
        proof: 'signed',
        identity,
        verdict: identity === 'key_at_issuer' ? 'valid' : 'unknown',
      });
    }
  });

  it('takes a key described elsewhere that the Profile names, and refuses one that it does not', async () => {
    const badge = await sign2022(PROFILE, ed.id!);
    const naming = { ...profile, assertionMethod: [ed.id] };
    const namingAnother = { ...profile, assertionMethod: ['did:key:z6MkOther#z6MkOther'] };
    expect(await judge(badge, { [PROFILE]: naming })).toMatchObject({ verdict: 'valid' });
    for (const document of [profile, namingAnother])
      expect(await judge(badge, { [PROFILE]: document })).toMatchObject({
        verdict: 'invalid',
        proof: 'signed',
        identity: 'issuer_mismatch',
      });
    expect(await judge(badge)).toMatchObject({
      verdict: 'unknown',
      identity: 'issuer_unreachable',
    });
  });

  it('says that an issuer without an address names no keys', async () => {
    const badge = await sign2022('urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164', edDid);
    expect(await judge(badge)).toMatchObject({
      verdict: 'unknown',
      identity: 'issuer_not_resolvable',
    });
  });
});
