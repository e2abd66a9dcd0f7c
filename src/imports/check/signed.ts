import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { fail, pass, unknown, type Finding } from '../../credentials/verify/index.js';
import { addressOf, isObject, listOf, rawText, type Json } from '../open/texts.js';
import type { Documents } from './documents.js';
import type { Found } from './hosted.js';
import { findParties, hostOf, type Parties } from './parties.js';

/** Signatures of issuers alone: `none` and shared secrets are anybody's. */
const ALGORITHMS: Readonly<Record<string, { hash: string | null; type: string }>> = {
  RS256: { hash: 'sha256', type: 'rsa' },
  RS384: { hash: 'sha384', type: 'rsa' },
  RS512: { hash: 'sha512', type: 'rsa' },
  ES256: { hash: 'sha256', type: 'ec' },
  ES384: { hash: 'sha384', type: 'ec' },
  EdDSA: { hash: null, type: 'ed25519' },
};
const MOST_PEM = 20_000;

const decode = (part = ''): Json => {
  const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  return isObject(value) ? value : {};
};

/** A file of one public key and nothing else: of a page that shows one, anybody may have written it there. */
const PEM = /^-----BEGIN (?:RSA )?PUBLIC KEY-----[\w+/=\s]+-----END (?:RSA )?PUBLIC KEY-----$/;

function keyOf(text: string): KeyObject | null {
  const pem = text.trim();
  if (pem.length > MOST_PEM || !PEM.test(pem)) return null;
  try {
    return createPublicKey(pem);
  } catch {
    return null;
  }
}

type Listed = 'listed' | 'not listed' | 'not known';

/** A key counts as the issuer's where the issuer's own profile names it; what the badge says of its key proves nothing. */
function isListed(creator: string, parties: Parties, isBefore2: boolean): Listed {
  if (isBefore2) {
    // Open Badges 1: the key's address has to be at the site of whoever the badge class names.
    const host = hostOf(parties.issuerUrl);
    if (host === null) return 'not known';
    return host === hostOf(creator) ? 'listed' : 'not listed';
  }
  if (!parties.isIssuersWord) return 'not known';
  const keys = listOf(parties.issuer?.['publicKey']).map((key) =>
    isObject(key) ? addressOf(key['id']) : addressOf(key),
  );
  return keys.includes(creator) ? 'listed' : 'not listed';
}

async function fetchKey(creator: string, parties: Parties, documents: Documents) {
  const inline = listOf(parties.isIssuersWord ? parties.issuer?.['publicKey'] : []).find(
    (key) => isObject(key) && addressOf(key['id']) === creator,
  );
  const given = isObject(inline) ? rawText(inline['publicKeyPem']) : undefined;
  if (given !== undefined) return keyOf(given);
  const read = await documents.read(creator);
  if (read.kind === 'text') return keyOf(read.text);
  return read.kind === 'document' ? keyOf(rawText(read.document['publicKeyPem']) ?? '') : null;
}

/** The issuer's list of revoked assertions: ids, objects with `id` or `uid`, or an object by uid (Open Badges 1). */
async function judgeStatus(assertion: Json, { issuer }: Parties, documents: Documents) {
  const url = addressOf(issuer?.['revocationList']);
  if (url === undefined)
    return pass('no_status', 'The issuer keeps no list by which it could take it back.');
  const read = await documents.read(url);
  if (read.kind !== 'document')
    return unknown('status_unreachable', 'The issuer’s list could not be loaded.');
  const listed = read.document['revokedAssertions'];
  const ids = listed === undefined ? Object.keys(read.document) : listOf(listed);
  const revoked = new Set(
    ids.flatMap((one) =>
      isObject(one) ? [rawText(one['id']), rawText(one['uid'])] : rawText(one),
    ),
  );
  const own = [rawText(assertion['id']), rawText(assertion['uid'])];
  return own.some((id) => id !== undefined && revoked.has(id))
    ? fail('revoked', 'The issuer has revoked this badge.')
    : pass('not_revoked', 'The issuer has not taken it back.');
}

const notAsked = unknown('not_asked', 'Not asked: the proof is not right.');

const IDENTITY: Readonly<Record<Listed, Finding>> = {
  listed: pass('key_listed', 'The issuer names this key as its own.', {}),
  'not listed': fail('key_not_listed', 'The issuer does not name this key as one of its own.'),
  'not known': unknown('issuer_names_no_keys', 'Whose key this is cannot be told.'),
};

/** The key that a badge names: `verification.creator` (2.0), `verify.url` (1), else the first of its issuer. */
function creatorOf(assertion: Json, parties: Parties) {
  const verification = assertion['verification'] ?? assertion['verify'];
  const how = isObject(verification) ? verification : {};
  const [first] = listOf(parties.isIssuersWord ? parties.issuer?.['publicKey'] : []);
  return {
    creator: addressOf(how['creator']) ?? addressOf(how['url']) ?? addressOf(first),
    isBefore2: how['creator'] === undefined,
  };
}

/** Checks a badge that carries its issuer's signature: a compact JWS (Open Badges 1 and 2, Signed Verification). */
export async function checkSigned(jws: string, documents: Documents): Promise<Found> {
  const [head = '', payload = '', signature = ''] = jws.split('.');
  const assertion = decode(payload);
  const stopped = (proof: Finding, parties: Parties | null = null): Found => ({
    proof,
    identity: notAsked,
    status: notAsked,
    parties,
    assertion,
  });
  const algorithm = ALGORITHMS[rawText(decode(head)['alg']) ?? ''];
  if (algorithm === undefined)
    return stopped(fail('algorithm_refused', 'Its algorithm is no signature of an issuer.'));
  const parties = await findParties(assertion, documents, { from: undefined, isAsked: true });
  const { creator, isBefore2 } = creatorOf(assertion, parties);
  if (creator === undefined) return stopped(fail('proof_key', 'The proof names no key.'), parties);
  const key = await fetchKey(creator, parties, documents);
  if (key === null)
    return stopped(unknown('key_unreachable', 'The key could not be loaded.'), parties);
  if (key.asymmetricKeyType !== algorithm.type)
    return stopped(fail('key_algorithm', 'The key is not one for the algorithm.'), parties);
  const isRight = verify(
    algorithm.hash,
    Buffer.from(`${head}.${payload}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!isRight) return stopped(fail('signature_wrong', 'The signature does not fit.'), parties);
  const listed = isListed(creator, parties, isBefore2);
  const host = hostOf(parties.issuerUrl) ?? '';
  return {
    proof: pass('signed', 'The badge is exactly as it was signed.'),
    identity: { ...IDENTITY[listed], values: { issuer: host } },
    status: await judgeStatus(assertion, parties, documents),
    parties,
    assertion,
  };
}
