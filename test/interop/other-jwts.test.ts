import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { base64url, CompactSign, exportJWK } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { badgeOf, claims, type Json, judge, PROFILE, useSigner } from './sign-as-others.js';

useSigner();

describe('verify, VC-JWT of other issuers', () => {
  const jwtOf = (payload: Json, header: Json, privateKey: KeyObject): Promise<string> =>
    new CompactSign(Buffer.from(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'ES256', ...header })
      .sign(privateKey);
  const ec = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

  it('reads a claim vc whose members are left to the registered claims (VC 1.1, 6.3.1)', async () => {
    const { privateKey, publicKey } = ec();
    const jwk = await exportJWK(publicKey);
    const did = `did:jwk:${base64url.encode(JSON.stringify(jwk))}`;
    const vc = badgeOf(did, 1, { issuanceDate: undefined, id: undefined });
    const jwt = await jwtOf({ ...claims(did), vc }, { kid: `${did}#0` }, privateKey);
    expect(await judge(jwt)).toMatchObject({ verdict: 'valid', identity: 'key_listed' });
    const later = await jwtOf(
      { ...claims(did), nbf: 1_767_225_601, vc: badgeOf(did, 1) },
      { kid: `${did}#0` },
      privateKey,
    );
    expect(await judge(later)).toMatchObject({ verdict: 'invalid', proof: 'claims_differ' });
  });

  it('finds the key by kid: did:key, a name inside a DID document, a JWK Set, a JWK below the Profile', async () => {
    const { privateKey, publicKey } = ec();
    const jwk = await exportJWK(publicKey);
    const did = 'did:web:college.example';
    const method = { id: `${did}#a`, type: 'JsonWebKey2020', controller: did };
    const web = {
      'https://college.example/.well-known/did.json': {
        id: did,
        verificationMethod: [{ ...method, publicKeyJwk: { ...jwk, kid: 'signing-1' } }],
        assertionMethod: [method.id],
      },
      'https://college.example/jwks': {
        keys: [
          { kty: 'RSA', kid: 'other' },
          { ...jwk, kid: 'one' },
        ],
      },
      [PROFILE]: { id: PROFILE, type: ['Profile'] },
      [`${PROFILE}/key`]: jwk,
    };
    const cases = [
      [did, 'signing-1'],
      [did, method.id],
      [did, 'https://college.example/jwks#one'],
      [PROFILE, `${PROFILE}/key`],
    ] as const;
    for (const [issuer, kid] of cases) {
      const jwt = await jwtOf({ ...claims(issuer), ...badgeOf(issuer, 2) }, { kid }, privateKey);
      expect([kid, (await judge(jwt, web)).verdict]).toEqual([kid, 'valid']);
    }
  });

  it('finds whose a key is in the JWK Set at the host of a Profile (Implementation Guide, Key provenance)', async () => {
    const { privateKey, publicKey } = ec();
    const jwk = await exportJWK(publicKey);
    const jwt = await jwtOf({ ...claims(PROFILE), ...badgeOf(PROFILE, 2) }, { jwk }, privateKey);
    const profile = { id: PROFILE, type: ['Profile'] };
    const identityOf = async (...keys: Json[]) => {
      const web = { [PROFILE]: profile, 'https://college.example/.well-known/jwks.json': { keys } };
      return (await judge(jwt, web)).identity;
    };
    expect(await identityOf({ ...jwk, kid: 'one' })).toBe('key_listed');
    expect(await identityOf({ ...jwk, iss: PROFILE })).toBe('key_listed');
    expect(await identityOf({ ...jwk, iss: `${PROFILE}/2` })).toBe('issuer_names_no_keys');
    expect(await identityOf(await exportJWK(ec().publicKey))).toBe('issuer_names_no_keys');
  });

  it('does not believe a key in the header that the issuer does not name', async () => {
    const { privateKey, publicKey } = ec();
    const header = { jwk: await exportJWK(publicKey) };
    const jwt = await jwtOf({ ...claims(PROFILE), ...badgeOf(PROFILE, 2) }, header, privateKey);
    expect(await judge(jwt, { [PROFILE]: { id: PROFILE, type: ['Profile'] } })).toMatchObject({
      verdict: 'unknown',
      proof: 'signed',
      identity: 'issuer_names_no_keys',
    });
    const other = await exportJWK(ec().publicKey);
    const method = {
      id: `${PROFILE}#k`,
      type: 'JsonWebKey',
      controller: PROFILE,
      publicKeyJwk: other,
    };
    const naming = { id: PROFILE, assertionMethod: [method] };
    expect(await judge(jwt, { [PROFILE]: naming })).toMatchObject({ identity: 'key_not_listed' });
  });

  describe('by their header and claims', () => {
    const { privateKey, publicKey } = ec();
    let did: string;
    beforeAll(async () => {
      did = `did:jwk:${base64url.encode(JSON.stringify(await exportJWK(publicKey)))}`;
    });
    const judged = async (payload: Json, header: Json = {}) =>
      judge(await jwtOf(payload, { kid: `${did}#0`, ...header }, privateKey));

    it('wants iss, jti, sub and nbf (OB 3.0, 8.2.5.1), which vc+jwt leaves out (VC-JOSE-COSE 3.1.3)', async () => {
      const badge = badgeOf(did, 2);
      expect(await judged({ ...claims(did), ...badge })).toMatchObject({ verdict: 'valid' });
      for (const name of ['iss', 'jti', 'sub', 'nbf']) {
        const without = { ...claims(did), ...badge, [name]: undefined };
        expect([name, (await judged(without)).proof]).toEqual([name, 'claims_missing']);
        expect((await judged(without, { typ: 'JWT' })).verdict).toBe('invalid');
        expect((await judged(without, { typ: 'vc+jwt' })).verdict).toBe('valid');
      }
      expect(await judged(badge, { typ: 'application/vc+jwt', cty: 'vc' })).toMatchObject({
        verdict: 'valid',
      });
      const other = { iss: 'did:example:other', ...badge };
      expect(await judged(other, { typ: 'vc+jwt' })).toMatchObject({ proof: 'claims_differ' });
    });

    it('takes no token for another use (RFC 8725, 3.11)', async () => {
      const payload = { ...claims(did), ...badgeOf(did, 2) };
      for (const typ of ['at+jwt', 'vp+jwt', 'openid4vci-proof+jwt', 'bad+typ', '', 7])
        expect([typ, (await judged(payload, { typ })).proof]).toEqual([
          typ,
          'token_of_another_kind',
        ]);
    });

    it('takes no claim vc or vp in vc+jwt (VC-JOSE-COSE 3.1.3)', async () => {
      const badge = badgeOf(did, 2);
      for (const name of ['vc', 'vp'])
        expect(await judged({ ...badge, [name]: badge }, { typ: 'vc+jwt' })).toMatchObject({
          verdict: 'invalid',
          proof: 'claims_differ',
        });
    });

    it('reads its end from exp alone where the badge does not say it (OB 3.0, 8.2.5.1)', async () => {
      const day = (text: string) => Date.parse(text) / 1000;
      const payload = { ...claims(did), ...badgeOf(did, 2) };
      expect(await judged({ ...payload, exp: day('2027-01-01T00:00:00Z') })).toMatchObject({
        verdict: 'valid',
        validity: 'in_force',
      });
      expect(await judged({ ...payload, exp: day('2026-02-01T00:00:00Z') })).toMatchObject({
        verdict: 'invalid',
        proof: 'signed',
        validity: 'expired',
      });
    });

    it('reads ES512 and PS384', async () => {
      const pairs = [
        ['ES512', generateKeyPairSync('ec', { namedCurve: 'P-521' })],
        ['PS384', generateKeyPairSync('rsa', { modulusLength: 2048 })],
      ] as const;
      for (const [alg, pair] of pairs) {
        const jwk = await exportJWK(pair.publicKey);
        const issuer = `did:jwk:${base64url.encode(JSON.stringify(jwk))}`;
        const payload = { ...claims(issuer), ...badgeOf(issuer, 2) };
        const jwt = await jwtOf(payload, { alg, kid: `${issuer}#0` }, pair.privateKey);
        expect([alg, (await judge(jwt)).verdict]).toEqual([alg, 'valid']);
      }
    });
  });
});
