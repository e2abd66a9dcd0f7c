import { generateKeyPairSync, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020';
import { cryptosuite as eddsaRdfc2022 } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { base64url, exportJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { verify } from '../../src/credentials/verify/index.js';
import {
  badgeOf,
  claims,
  edDid,
  edSigner,
  EXTENSIONS,
  issueBy,
  type Json,
  judge,
  now,
  OB,
  useSigner,
  V1,
  V2,
  webOf,
} from './sign-as-others.js';

useSigner();

describe('verify, status of other issuers', () => {
  const LIST = 'https://college.example/status/3';
  const bitsOf = (...set: number[]): string => {
    const bytes = Buffer.alloc(16_384);
    for (const index of set) bytes[index >> 3]! |= 0x80 >> (index & 7);
    return gzipSync(bytes).toString('base64url');
  };
  const entry = (index: string) => ({
    id: `${LIST}#${index}`,
    type: 'StatusList2021Entry',
    statusPurpose: 'revocation',
    statusListIndex: index,
    statusListCredential: LIST,
  });
  const STATUS_LIST = 'https://w3id.org/vc/status-list/2021/v1';
  const suite = () => new Ed25519Signature2020({ signer: edSigner() });
  const listOf = () => ({
    '@context': [V1, STATUS_LIST],
    id: LIST,
    type: ['VerifiableCredential', 'StatusList2021Credential'],
    issuer: edDid,
    issuanceDate: '2026-01-01T00:00:00Z',
    credentialSubject: {
      id: `${LIST}#list`,
      type: 'StatusList2021',
      statusPurpose: 'revocation',
      encodedList: bitsOf(7),
    },
  });
  const badgeAt = (index: string) =>
    issueBy(
      {
        ...badgeOf(edDid, 1, { credentialStatus: entry(index) }),
        '@context': [V1, OB, STATUS_LIST],
      },
      suite(),
    );

  it('reads StatusList2021, signed by Ed25519Signature2020', async () => {
    const web = { [LIST]: await issueBy(listOf(), suite()) };
    expect(await judge(await badgeAt('6'), web)).toMatchObject({
      verdict: 'valid',
      state: 'valid',
    });
    expect(await judge(await badgeAt('7'), web)).toMatchObject({
      verdict: 'invalid',
      status: 'revoked',
    });
  });

  it('does not believe a list that was changed', async () => {
    const list = await issueBy(listOf(), suite());
    const subject = { ...(list['credentialSubject'] as Json), encodedList: bitsOf() };
    const web = { [LIST]: { ...list, credentialSubject: subject } };
    expect(await judge(await badgeAt('7'), web)).toMatchObject({ status: 'status_unreachable' });
  });

  it('reads a list that is a VC-JWT', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const did = `did:jwk:${base64url.encode(JSON.stringify(await exportJWK(publicKey)))}`;
    const head = base64url.encode(JSON.stringify({ alg: 'EdDSA', kid: `${did}#0` }));
    const jwtOf = (payload: Json) => {
      const text = `${head}.${base64url.encode(JSON.stringify(payload))}`;
      return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
    };
    const list = jwtOf({ iss: did, vc: { ...listOf(), issuer: did } });
    for (const [index, status] of [
      ['6', 'not_revoked'],
      ['7', 'revoked'],
    ] as const) {
      const badge = badgeOf(did, 2, { credentialStatus: entry(index) });
      const jwt = jwtOf({ ...claims(did), ...badge });
      expect([index, (await judge(jwt, { [LIST]: list })).status]).toEqual([index, status]);
    }
    const subject = { ...listOf().credentialSubject, type: 'AchievementSubject' };
    const noList = jwtOf({
      iss: did,
      vc: { ...listOf(), issuer: did, credentialSubject: subject },
    });
    const forged = `${list.slice(0, -8)}AAAAAAAA`;
    const badge = badgeOf(did, 2, { credentialStatus: entry('6') });
    for (const wrong of [forged, noList])
      expect(await judge(jwtOf({ ...claims(did), ...badge }), { [LIST]: wrong })).toMatchObject({
        status: 'status_unreachable',
      });
  });

  describe('by the rules of Bitstring Status List 1.0', () => {
    const at = (over: Json = {}) => ({ ...entry('7'), type: 'BitstringStatusListEntry', ...over });
    const newList = (subject: Json = {}, over: Json = {}) => ({
      '@context': [V2],
      id: LIST,
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      issuer: edDid,
      validFrom: '2026-01-01T00:00:00Z',
      ...over,
      credentialSubject: {
        id: `${LIST}#list`,
        type: 'BitstringStatusList',
        statusPurpose: 'revocation',
        encodedList: `u${bitsOf()}`,
        ...subject,
      },
    });
    const judged = async (status: Json, list: Json) => {
      const suite = new DataIntegrityProof({ signer: edSigner(), cryptosuite: eddsaRdfc2022 });
      const badge = await issueBy(badgeOf(edDid, 2, { credentialStatus: status }), suite);
      return judge(badge, { [LIST]: await issueBy(list, suite) });
    };
    const packed = (...bytes: number[]) => {
      const list = Buffer.alloc(65_536);
      list.set(bytes);
      return `u${gzipSync(list).toString('base64url')}`;
    };

    it('wants a list that is one, and in force (2.2)', async () => {
      expect(await judged(at(), newList())).toMatchObject({ status: 'not_revoked' });
      const lists = [
        newList({}, { type: ['VerifiableCredential'] }),
        newList({}, { validFrom: '2026-05-05T09:00:00Z' }),
        newList({}, { validUntil: '2026-05-03T09:00:00Z' }),
        newList({ encodedList: 'uH4sIAAAA' }),
        newList({ encodedList: `u${gzipSync(Buffer.alloc(16_383)).toString('base64url')}` }),
      ];
      for (const list of lists)
        expect(await judged(at(), list)).toMatchObject({
          verdict: 'unknown',
          status: 'status_unreachable',
        });
    });

    it('wants an entry as it has to be, in the list’s range and for its purpose (2.1, 3.2)', async () => {
      const message = (status: string) => ({ status, message: status });
      const two = [message('0x0'), message('0x1')];
      const entries = [
        ...['-1', '07', '1e3', '0x7', '', '131072'].map((statusListIndex) =>
          at({ statusListIndex }),
        ),
        at({ statusPurpose: 'suspension' }),
        at({ statusSize: 0 }),
        at({ statusSize: 2 }),
        at({ statusSize: 2, statusMessage: two }),
      ];
      for (const one of entries) expect((await judged(one, newList())).verdict).toBe('invalid');
      expect(await judged(at({ statusSize: 1, statusMessage: two }), newList())).toMatchObject({
        verdict: 'valid',
      });
    });

    it('reads what the issuer says of a badge by a place of several bits (2.1, statusMessage)', async () => {
      const said = ['accepted', 'in review', 'on hold', 'refused'];
      const statusMessage = said.map((message, at) => ({ status: `0x${at}`, message }));
      const status = at({
        statusPurpose: 'message',
        statusSize: 2,
        statusListIndex: '1',
        statusMessage,
      });
      // Place 1 of two bits each is 10.
      const list = newList({ statusPurpose: 'message', encodedList: packed(0b0010_0000) });
      const suite = new DataIntegrityProof({ signer: edSigner(), cryptosuite: eddsaRdfc2022 });
      const badge = await issueBy(badgeOf(edDid, 2, { credentialStatus: status }), suite);
      const signedList = await issueBy(list, suite);
      const { verdict, checks } = await verify(JSON.stringify(badge), {
        now,
        fetchJson: webOf({ [LIST]: signedList }),
      });
      expect(verdict).toBe('valid');
      expect(checks.find(({ name }) => name === 'status')).toMatchObject({
        outcome: 'warning',
        code: 'status_message',
        values: { message: 'on hold' },
      });
    });
  });

  it('reads 1EdTechRevocationList', async () => {
    const url = 'https://college.example/revocations';
    const credential = badgeOf(edDid, 1, {
      credentialStatus: { id: url, type: '1EdTechRevocationList' },
    });
    const badge = await issueBy({ ...credential, '@context': [V1, OB, EXTENSIONS] }, suite());
    const web = (...ids: string[]) => ({
      [url]: { id: url, issuer: edDid, revokedCredential: ids.map((id) => ({ id })) },
    });
    expect(await judge(badge, web('https://college.example/badges/2'))).toMatchObject({
      verdict: 'valid',
    });
    expect(await judge(badge, web('https://college.example/badges/1'))).toMatchObject({
      status: 'revoked',
    });
  });
});
