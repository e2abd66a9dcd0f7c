import { compactVerify, importJWK, type JWK } from 'jose';
import { LIMITS, parseBounded, Unreadable } from './bounded-json.js';
import { loadController, type Controller, type VerificationMethod } from './controller.js';
import { judgeMethod } from './issuer-identity.js';
import { decodeBase64url, decodeEd25519Multikey, encodeBase64url } from './multibase.js';
import { isObject } from './schema-check.js';
import { fail, pass, unknown, type Finding, type VerifyEnvironment } from './verification.js';

type Json = Record<string, unknown>;

/** Asymmetric algorithms, and the one kind of key each takes (RFC 7518, 3.1; RFC 8037). Nothing else is tried. */
const KEY_OF: Readonly<Record<string, { kty: string; crv?: string }>> = {
  RS256: { kty: 'RSA' },
  ES256: { kty: 'EC', crv: 'P-256' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
  Ed25519: { kty: 'OKP', crv: 'Ed25519' },
};

export interface OpenedJwt {
  readonly header: Json;
  readonly document: Json;
  readonly claims: Json;
}

const CLAIMS = ['iss', 'jti', 'sub', 'nbf', 'exp', 'iat', 'aud', 'cnf'];

/** Decodes a VC-JWT without believing it: header and payload, the registered claims put aside. */
export function openJwt(jwt: string): OpenedJwt {
  const [head = '', body = ''] = jwt.split('.');
  if (jwt.length > LIMITS.bytes * 1.4) throw new Unreadable('too_large', 'It is larger than 1 MB.');
  const decode = (part: string): unknown => {
    try {
      return parseBounded(new TextDecoder('utf-8', { fatal: true }).decode(decodeBase64url(part)));
    } catch (error) {
      if (error instanceof Unreadable) throw error;
      throw new Unreadable('not_a_jwt', 'It looks like a signed token but cannot be read.');
    }
  };
  const header = decode(head);
  const payload = decode(body);
  if (!isObject(header) || !isObject(payload))
    throw new Unreadable('not_a_jwt', 'It looks like a signed token but cannot be read.');
  // VC 1.1 put the credential into a claim `vc`.
  const { vc } = payload;
  const members = Object.entries(payload);
  const claims = Object.fromEntries(members.filter(([name]) => CLAIMS.includes(name)));
  const rest = Object.fromEntries(members.filter(([name]) => !CLAIMS.includes(name)));
  return { header, claims, document: isObject(vc) ? vc : rest };
}

/** The members that say which key it is (RFC 7638). */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  RSA: ['kty', 'n', 'e'],
  EC: ['kty', 'crv', 'x', 'y'],
  OKP: ['kty', 'crv', 'x'],
};

function isSameKey(a: Json, b: Json): boolean {
  const parts = PARTS[String(a['kty'])];
  return parts !== undefined && parts.every((part) => a[part] === b[part]);
}

function jwkOf(method: VerificationMethod): Json | null {
  if (method.publicKeyJwk !== undefined) return method.publicKeyJwk;
  const raw = decodeEd25519Multikey(method.publicKeyMultibase ?? '');
  return raw === null ? null : { kty: 'OKP', crv: 'Ed25519', x: encodeBase64url(raw) };
}

interface JwtKey {
  readonly jwk: Json | null;
  readonly identity: Finding;
}

const keyUnreachable: JwtKey = {
  jwk: null,
  identity: unknown('issuer_unreachable', 'The issuer’s key could not be had.'),
};

function listedBy(controller: Controller, jwk: Json, signedAt: string | undefined): Finding | null {
  const method = controller.assertionMethods.find((one) => isSameKey(jwkOf(one) ?? {}, jwk));
  return method === undefined ? null : judgeMethod(controller, method.id, signedAt).identity;
}

async function identityOf(
  jwk: Json,
  issuerId: string,
  signedAt: string | undefined,
  environment: VerifyEnvironment,
): Promise<Finding> {
  const controller = await loadController(issuerId, environment.fetchJson);
  if (controller === 'unreachable')
    return unknown(
      'issuer_unreachable',
      `${issuerId} could not be asked whether this key is its own.`,
    );
  if (controller === null)
    return unknown('issuer_not_resolvable', 'Where the issuer keeps its keys is not known here.');
  return (
    listedBy(controller, jwk, signedAt) ??
    fail('key_not_listed', 'The issuer does not name this key as one of its own.')
  );
}

/** `kid` by OB 3.0, 8.2.4: an address or DID URL that dereferences to the one public key. */
async function loadKid(kid: string, environment: VerifyEnvironment): Promise<Json | null> {
  if (kid.startsWith('did:')) {
    const controller = await loadController(kid.split('#')[0] ?? '', environment.fetchJson);
    if (controller === null || controller === 'unreachable') return null;
    const method = controller.assertionMethods.find(({ id }) => id === kid);
    return method === undefined ? null : jwkOf(method);
  }
  // Which addresses may be asked is for the environment to say.
  if (!/^https?:\/\//.test(kid)) return null;
  try {
    const key = await environment.fetchJson(kid);
    return isObject(key) && typeof key['kty'] === 'string' ? key : null;
  } catch {
    return null;
  }
}

async function findJwtKey(
  header: Json,
  issuerId: string,
  signedAt: string | undefined,
  environment: VerifyEnvironment,
): Promise<JwtKey> {
  const { kid, jwk: own } = header;
  const absolute = typeof kid === 'string' && kid.startsWith('#') ? issuerId + kid : kid;
  const named = typeof absolute === 'string' ? await loadKid(absolute, environment) : null;
  if (named !== null && isObject(own) && !isSameKey(named, own))
    return { jwk: named, identity: fail('key_confusion', 'It names one key and carries another.') };
  const jwk = named ?? (isObject(own) ? own : null);
  if (jwk === null) return keyUnreachable;
  return { jwk, identity: await identityOf(jwk, issuerId, signedAt, environment) };
}

const seconds = (value: unknown): number => Math.floor(Date.parse(String(value)) / 1000);

/** OB 3.0, 8.2.4.1: the registered claims repeat what the credential says. */
function checkClaims({ claims, document }: OpenedJwt, issuerId: string): Finding | null {
  const { iss, jti, sub, nbf, exp } = claims;
  const subject = document['credentialSubject'];
  const subjectId = isObject(subject) ? subject['id'] : undefined;
  const agrees =
    iss === issuerId &&
    (jti === undefined || jti === document['id']) &&
    (sub === undefined || subjectId === undefined || sub === subjectId) &&
    (nbf === undefined || nbf === seconds(document['validFrom'])) &&
    (exp === undefined || exp === seconds(document['validUntil']));
  if (agrees) return null;
  return fail('claims_differ', 'The token’s claims say something else than the badge inside it.');
}

async function checkSignature(jwt: string, alg: string, jwk: Json): Promise<Finding> {
  const kind = KEY_OF[alg];
  if (kind === undefined || jwk['kty'] !== kind.kty || (kind.crv && jwk['crv'] !== kind.crv))
    return fail('key_confusion', 'The key is not one for the algorithm that the token names.');
  try {
    const { kty, crv, x, y, n, e } = jwk as Record<string, string>;
    const members = Object.entries({ kty, crv, x, y, n, e }).filter(
      ([, part]) => part !== undefined,
    );
    const key = await importJWK(Object.fromEntries(members) as JWK, alg);
    await compactVerify(jwt, key, { algorithms: [alg] });
    return pass('signed', 'The badge is exactly as it was signed.');
  } catch {
    return fail(
      'signature_wrong',
      'The signature does not fit: the badge was changed after it was signed, or signed by somebody else.',
    );
  }
}

/** Checks a VC-JWT: proof and whose key it was (OB 3.0, 8.2.4; RFC 8725). */
export async function verifyJwt(
  jwt: string,
  opened: OpenedJwt,
  issuerId: string,
  environment: VerifyEnvironment,
): Promise<{ proof: Finding; identity: Finding }> {
  const { header, document } = opened;
  const alg = String(header['alg']);
  const unasked = unknown('not_asked', 'Not asked: the proof cannot be checked.');
  if (!Object.hasOwn(KEY_OF, alg) || header['crit'] !== undefined) {
    const detail = 'The token names an algorithm that is no signature of an issuer.';
    return { proof: fail('algorithm_refused', detail), identity: unasked };
  }
  const validFrom = document['validFrom'];
  const signedAt = typeof validFrom === 'string' ? validFrom : undefined;
  const { jwk, identity } = await findJwtKey(header, issuerId, signedAt, environment);
  if (jwk === null)
    return { proof: unknown('key_unreachable', 'The key to check it could not be had.'), identity };
  const proof = checkClaims(opened, issuerId) ?? (await checkSignature(jwt, alg, jwk));
  return { proof, identity };
}
