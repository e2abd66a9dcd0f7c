import { createObjectMemo } from './memo.js';
import { decodeBase64url } from './multibase.js';
import { isObject } from './schema-check.js';

/** A key as its controller's document lists it. */
export interface VerificationMethod {
  readonly id: string;
  readonly type: string;
  readonly controller: string;
  readonly publicKeyMultibase?: string | undefined;
  readonly publicKeyBase58?: string | undefined;
  readonly publicKeyJwk?: Record<string, unknown> | undefined;
  /** From when signatures of the key do not count (CID 1.0, 2.2). */
  readonly revoked?: string | undefined;
  /** From when the key signs nothing more (CID 1.0, 2.2). */
  readonly expires?: string | undefined;
}

/** The keys that a controller names for assertions. */
export interface Controller {
  readonly id: string;
  readonly assertionMethods: readonly VerificationMethod[];
  /** Keys that the controller names for assertions and that are described elsewhere. */
  readonly references?: readonly string[];
}

const MOST_METHODS = 256;

/** An address would leave out what stands before these (WHATWG URL, 4.4): the name would say another place than is asked. */
const DOTS = /^(\.|%2e){1,2}$/i;

/** @returns the address of the document of a DID or an https profile (did:web 3.2: https only) */
export function controllerUrl(id: string): string | null {
  // The environment decides about plain http, which may be this installation's own loopback address.
  if (/^https?:\/\//.test(id)) return id.split('#')[0] ?? null;
  if (!/^did:web:/i.test(id)) return null;
  const [host = '', ...path] = id.slice('did:web:'.length).split(':');
  if (!/^[A-Za-z0-9.-]+(?:%3A\d{1,5})?$/i.test(host)) return null;
  if (!path.every((part) => /^[A-Za-z0-9._~%-]+$/.test(part) && !DOTS.test(part))) return null;
  const folder = path.length === 0 ? '/.well-known' : `/${path.join('/')}`;
  return `https://${host.replace(/%3A/i, ':')}${folder}/did.json`;
}

const asArray = (value: unknown): unknown[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).slice(0, MOST_METHODS);

const absolute = (id: string, base: string): string => (id.startsWith('#') ? base + id : id);

/** Reads the description of a key; null where it is none. */
export function readMethod(value: unknown, base: string): VerificationMethod | null {
  if (!isObject(value)) return null;
  const { id, type, controller, publicKeyMultibase, publicKeyBase58, publicKeyJwk } = value;
  const { revoked, expires } = value;
  if (typeof id !== 'string' || typeof type !== 'string') return null;
  return {
    id: absolute(id, base),
    type,
    controller: typeof controller === 'string' ? controller : base,
    publicKeyMultibase: typeof publicKeyMultibase === 'string' ? publicKeyMultibase : undefined,
    publicKeyBase58: typeof publicKeyBase58 === 'string' ? publicKeyBase58 : undefined,
    publicKeyJwk: isObject(publicKeyJwk) ? publicKeyJwk : undefined,
    revoked: typeof revoked === 'string' ? revoked : undefined,
    expires: typeof expires === 'string' ? expires : undefined,
  };
}

/** Documents that were read, by the served object: the same object is read once. */
const known = createObjectMemo<object, Controller>();

/** Reads a DID document or controller document. @returns null where it is not the document of `id` */
export function readController(document: unknown, id: string): Controller | null {
  if (!isObject(document) || document['id'] !== id) return null;
  const earlier = known.get(document);
  if (earlier?.id === id) return earlier;
  const controller = readKeys(document, id);
  known.set(document, controller);
  return controller;
}

function readKeys(document: Record<string, unknown>, id: string): Controller {
  const methods = asArray(document['verificationMethod']).flatMap((one) => {
    const method = readMethod(one, id);
    return method === null ? [] : [method];
  });
  const references: string[] = [];
  const assertionMethods = asArray(document['assertionMethod']).flatMap((one) => {
    if (typeof one === 'string') {
      const described = methods.filter((method) => method.id === absolute(one, id));
      if (described.length === 0) references.push(one);
      return described;
    }
    const method = readMethod(one, id);
    return method === null ? [] : [method];
  });
  return { id, assertionMethods, references };
}

/** A did:key needs no document: the DID contains the key (did:key 3.1). */
function keyController(id: string): Controller {
  const publicKeyMultibase = id.slice('did:key:'.length);
  const method = { id: `${id}#${publicKeyMultibase}`, type: 'Multikey', controller: id };
  return { id, assertionMethods: [{ ...method, publicKeyMultibase }] };
}

/** A did:jwk needs no document: the DID contains the key as a JWK. */
function jwkController(id: string): Controller | null {
  try {
    const text = new TextDecoder().decode(decodeBase64url(id.slice('did:jwk:'.length)));
    const publicKeyJwk: unknown = JSON.parse(text);
    if (!isObject(publicKeyJwk) || publicKeyJwk['d'] !== undefined) return null;
    const method = { id: `${id}#0`, type: 'JsonWebKey', controller: id, publicKeyJwk };
    return { id, assertionMethods: [method] };
  } catch {
    return null;
  }
}

/** @returns the controller; `unreachable`; or null where the address has another document */
export async function loadController(
  id: string,
  fetchJson: (url: string) => Promise<unknown>,
): Promise<Controller | 'unreachable' | null> {
  if (id.startsWith('did:key:')) return keyController(id);
  if (id.startsWith('did:jwk:')) return jwkController(id);
  const url = controllerUrl(id);
  if (url === null) return null;
  let document: unknown;
  try {
    document = await fetchJson(url);
  } catch {
    return 'unreachable';
  }
  return readController(document, id);
}
