import { compactVerify, importJWK, type JWK } from 'jose';
import { loadController, readMethod, type Controller } from './controller.js';
import { judgeKeyAddress, judgeMethod } from './issuer-identity.js';
import { checkClaims, isCredentialType, type OpenedJwt } from './jwt-claims.js';
import { isSameKey, jwkOf } from './public-key.js';
import { isObject } from './schema-check.js';
import { validityOf } from './simple-checks.js';
import { fail, pass, unknown, type Finding, type VerifyEnvironment } from './verification.js';

type Json = Record<string, unknown>;

/** The accepted asymmetric algorithms, each with the kind of key it takes (RFC 7518, 3.1; RFC 8037). */
const KEY_OF: Readonly<Record<string, { kty: string; crv?: string }>> = {
  RS256: { kty: 'RSA' },
  RS384: { kty: 'RSA' },
  RS512: { kty: 'RSA' },
  PS256: { kty: 'RSA' },
  PS384: { kty: 'RSA' },
  PS512: { kty: 'RSA' },
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  ES512: { kty: 'EC', crv: 'P-521' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
  Ed25519: { kty: 'OKP', crv: 'Ed25519' },
};

/** Asymmetric algorithms of the IANA registry that cannot be checked here. */
const SIGNATURES = /^(ES256K|Ed448|ESP?\d{3}|ESB\d{3}|ML-DSA-\d{2}|SLH-DSA-[\w-]{1,30})$/;

interface JwtKey {
  readonly jwk: Json | null;
  readonly identity: Finding;
}

const keyUnreachable: JwtKey = {
  jwk: null,
  identity: unknown('issuer_unreachable', 'The issuer’s key could not be loaded.', {
    wording: 'issuer_key_away',
  }),
};

function listedBy(controller: Controller, jwk: Json, signedAt: string | undefined): Finding | null {
  const method = controller.assertionMethods.find((one) => isSameKey(jwkOf(one) ?? {}, jwk));
  return method === undefined ? null : judgeMethod(controller, method.id, signedAt).identity;
}

async function identityOf(
  jwk: Json,
  kid: unknown,
  issuerId: string,
  signedAt: string | undefined,
  environment: VerifyEnvironment,
): Promise<Finding> {
  const controller = await loadController(issuerId, environment.fetchJson);
  if (controller === 'unreachable')
    return unknown(
      'issuer_unreachable',
      `${issuerId} could not be asked whether this key is its own.`,
      { values: { issuer: issuerId } },
    );
  if (controller === null)
    return unknown('issuer_not_resolvable', 'Where the issuer keeps its keys is not known here.');
  const listed = listedBy(controller, jwk, signedAt);
  if (listed !== null) return listed;
  const judged = judgeKeyAddress(controller, typeof kid === 'string' ? kid : '');
  const isOpen = judged.outcome === 'unknown';
  return (isOpen ? await findInKeySet(jwk, issuerId, environment) : null) ?? judged;
}

/**
 * Finds a key in the JWK Set at a Profile's host (Open Badges Implementation Guide, "Key provenance"). Where several
 * issuers share a set, each key names its issuer in `iss`.
 */
async function findInKeySet(
  jwk: Json,
  issuerId: string,
  environment: VerifyEnvironment,
): Promise<Finding | null> {
  if (!/^https?:\/\//.test(issuerId) || !URL.canParse(issuerId)) return null;
  const url = `${new URL(issuerId).origin}/.well-known/jwks.json`;
  const set = await environment.fetchJson(url).catch(() => null);
  const keys: unknown = isObject(set) ? set['keys'] : undefined;
  const isListed = (Array.isArray(keys) ? keys : [])
    .filter(isObject)
    .some((key) => isSameKey(key, jwk) && (key['iss'] === undefined || key['iss'] === issuerId));
  if (!isListed) return null;
  return pass('key_listed', `${issuerId} names this key as its own.`, {
    values: { issuer: issuerId },
  });
}

/** @returns one key of an address's answer: a JWK, a set of them (RFC 7517, 5), or a verification method */
function readKey(document: unknown, kid: string): Json | null {
  if (!isObject(document)) return null;
  if (typeof document['kty'] === 'string') return document;
  const { keys } = document;
  if (!Array.isArray(keys)) {
    const method = readMethod(document, kid);
    return method === null ? null : jwkOf(method);
  }
  const name = kid.split('#')[1];
  const those = keys.filter(isObject).filter((key) => [kid, name].includes(key['kid'] as string));
  return (keys.length === 1 && isObject(keys[0]) ? keys[0] : those[0]) ?? null;
}

/** Finds a controller's key by its DID URL, by the `kid` of its JWK, or because it is the only one. */
async function loadListed(
  controllerId: string,
  kid: string | undefined,
  environment: VerifyEnvironment,
): Promise<Json | null> {
  const controller = await loadController(controllerId, environment.fetchJson);
  if (controller === null || controller === 'unreachable') return null;
  const { assertionMethods: methods } = controller;
  const names = [kid, `${controllerId}#${kid}`];
  const method =
    methods.find(
      ({ id, publicKeyJwk }) => names.includes(id) || (kid && publicKeyJwk?.['kid'] === kid),
    ) ??
    (methods.length === 1 && (kid === undefined || kid === controllerId) ? methods[0] : undefined);
  return method === undefined ? null : jwkOf(method);
}

/** Loads the key at `kid` (OB 3.0, 8.2.4): an address or DID URL that dereferences to the public key. */
async function loadKid(
  kid: string | undefined,
  issuerId: string,
  environment: VerifyEnvironment,
): Promise<Json | null> {
  if (kid?.startsWith('did:')) return loadListed(kid.split('#')[0] ?? '', kid, environment);
  // The environment decides which addresses may be requested.
  if (kid === undefined || !/^https?:\/\//.test(kid)) return loadListed(issuerId, kid, environment);
  try {
    const address = kid.split('#')[0] ?? '';
    const key = readKey(await environment.fetchJson(address), kid);
    return key ?? (await loadListed(address, kid, environment));
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
  const carried = isObject(own) ? own : null;
  const absolute = typeof kid === 'string' && kid.startsWith('#') ? issuerId + kid : kid;
  const isNamed = typeof absolute === 'string';
  const named =
    isNamed || carried === null
      ? await loadKid(isNamed ? absolute : undefined, issuerId, environment)
      : null;
  if (named !== null && carried !== null && !isSameKey(named, carried))
    return {
      jwk: named,
      identity: fail('key_confusion', 'It names one key and carries another.', {
        wording: 'key_two',
      }),
    };
  const jwk = named ?? carried;
  if (jwk === null) return keyUnreachable;
  // An address shows whose a key is only if it answered with that key.
  const address = named === null ? undefined : absolute;
  return { jwk, identity: await identityOf(jwk, address, issuerId, signedAt, environment) };
}

async function checkSignature(jwt: string, alg: string, jwk: Json): Promise<Finding> {
  const kind = KEY_OF[alg];
  if (kind === undefined || jwk['kty'] !== kind.kty || (kind.crv && jwk['crv'] !== kind.crv))
    return fail('key_confusion', 'The key is not one for the algorithm that the token names.', {
      wording: 'key_algorithm',
    });
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

/** Checks a VC-JWT: its signature, and whose key made it (OB 3.0, 8.2.4; RFC 8725). */
export async function verifyJwt(
  jwt: string,
  opened: OpenedJwt,
  issuerId: string,
  environment: VerifyEnvironment,
): Promise<{ proof: Finding; identity: Finding }> {
  const { header, document } = opened;
  const alg = String(header['alg']);
  const unasked = unknown('not_asked', 'Not asked: the proof cannot be checked.', {
    wording: 'not_asked_unchecked',
  });
  if (!Object.hasOwn(KEY_OF, alg) && SIGNATURES.test(alg)) {
    const detail = `It is signed by ${alg.slice(0, 40)}, which cannot be checked here; that does not make it wrong.`;
    const proof = unknown('proof_not_supported', detail, { values: { suite: alg.slice(0, 40) } });
    return { proof, identity: unasked };
  }
  if (!Object.hasOwn(KEY_OF, alg) || header['crit'] !== undefined) {
    const detail = 'The token names an algorithm that is no signature of an issuer.';
    return { proof: fail('algorithm_refused', detail), identity: unasked };
  }
  if (!isCredentialType(header)) {
    const detail = 'The token says of itself that it is something else than a badge.';
    return { proof: fail('token_of_another_kind', detail), identity: unasked };
  }
  const { validFrom } = validityOf(document);
  const signedAt = typeof validFrom === 'string' ? validFrom : undefined;
  const { jwk, identity } = await findJwtKey(header, issuerId, signedAt, environment);
  if (jwk === null)
    return {
      proof: unknown('key_unreachable', 'The key to check it could not be loaded.'),
      identity,
    };
  const proof = checkClaims(opened, issuerId) ?? (await checkSignature(jwt, alg, jwk));
  return { proof, identity };
}
