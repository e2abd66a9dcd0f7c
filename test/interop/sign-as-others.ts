import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as vcLibrary from '@digitalbazaar/vc';
import { beforeAll } from 'vitest';
import { loadContext } from '../../src/credentials/verify/contexts.js';
import { verify } from '../../src/credentials/verify/index.js';

export type Json = Record<string, unknown>;

export const V1 = 'https://www.w3.org/2018/credentials/v1';

export const V2 = 'https://www.w3.org/ns/credentials/v2';

export const OB = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';

export const EXTENSIONS = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json';

export const PROFILE = 'https://college.example/profile';

export const now = () => new Date('2026-05-04T09:00:00Z');

/** A badge as other issuers write it, in the envelope of VC 1.1 or 2.0. */
export function badgeOf(issuerId: string, version: 1 | 2, over: Json = {}): Json {
  const achievement = {
    id: 'https://college.example/achievements/1',
    type: ['Achievement'],
    name: 'Teamwork',
    description: 'Works with others.',
    criteria: { narrative: 'Nominated by peers.' },
  };
  return {
    '@context': [version === 1 ? V1 : V2, OB],
    id: 'https://college.example/badges/1',
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    issuer: { id: issuerId, type: ['Profile'], name: 'College' },
    [version === 1 ? 'issuanceDate' : 'validFrom']: '2026-01-01T00:00:00Z',
    name: 'Teamwork',
    credentialSubject: { id: 'did:example:ada', type: ['AchievementSubject'], achievement },
    ...over,
  };
}

export const webOf = (documents: Record<string, unknown>) => (url: string) =>
  url in documents ? Promise.resolve(documents[url]) : Promise.reject(new Error('unreachable'));

export async function judge(input: Json | string, documents: Record<string, unknown> = {}) {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  const { verdict, checks, state } = await verify(text, { now, fetchJson: webOf(documents) });
  const of = (name: string) => checks.find((check) => check.name === name)?.code;
  return {
    verdict,
    proof: of('proof'),
    schema: of('schema'),
    identity: of('issuer-identity'),
    status: of('status'),
    validity: of('validity'),
    state,
  };
}

/** The registered claims of such a badge (OB 3.0, 8.2.4). */
export const claims = (iss: string) => ({
  iss,
  jti: 'https://college.example/badges/1',
  sub: 'did:example:ada',
  nbf: 1_767_225_600,
});

export type Suite = object;

export const issueBy = (credential: Json, suite: Suite): Promise<Json> =>
  vcLibrary.issue({
    credential: structuredClone(credential),
    suite,
    documentLoader: loadContext,
    now: now(),
  });

export let ed: Awaited<ReturnType<typeof Ed25519Multikey.generate>>;

export let edDid: string;

export const edSigner = () => ({ ...ed.signer(), id: ed.id! });

/** An Ed25519 key that others sign by. */
export function useSigner(): void {
  beforeAll(async () => {
    ed = await Ed25519Multikey.generate({});
    edDid = `did:key:${ed.publicKeyMultibase}`;
    Object.assign(ed, { id: `${edDid}#${ed.publicKeyMultibase}`, controller: edDid });
  });
}
