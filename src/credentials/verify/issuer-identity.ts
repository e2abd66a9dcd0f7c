import {
  controllerUrl,
  loadController,
  readMethod,
  type Controller,
  type VerificationMethod,
} from './controller.js';
import { isSameKey, jwkOf, jwkOfMultikey } from './public-key.js';
import { isObject } from './schema-check.js';
import { fail, pass, unknown, type Finding } from './verification.js';

type FetchJson = (url: string) => Promise<unknown>;

/** A key that a proof names, where it could be found, and whether its issuer owns it. */
export interface FoundKey {
  readonly method: VerificationMethod | null;
  readonly identity: Finding;
}

const seconds = (text: string): number => Date.parse(text);

const isBefore = (signedAt: string | undefined, end: string): boolean =>
  seconds(signedAt ?? '') < seconds(end);

/** Checks the end of a key (CID 1.0, 2.2): signatures made after it was revoked or expired do not count. */
function checkEnd(
  { revoked, expires }: VerificationMethod,
  signedAt: string | undefined,
): Finding | null {
  if (revoked !== undefined && !isBefore(signedAt, revoked))
    return fail(
      'key_compromised',
      `The issuer no longer stands behind what this key signed from ${revoked.slice(0, 10)} on.`,
      { values: { from: revoked } },
    );
  if (expires !== undefined && !isBefore(signedAt, expires))
    return fail('key_expired', `This key was for signing until ${expires.slice(0, 10)} alone.`, {
      values: { until: expires },
    });
  return null;
}

/** Reads the multibase key in a fragment, which needs no document: `did:web:host#z6Mk…`. */
function methodOfFragment(methodId: string): VerificationMethod | null {
  const [controller = '', fragment = ''] = methodId.split('#');
  if (jwkOfMultikey(fragment) === null) return null;
  return { id: methodId, type: 'Multikey', controller, publicKeyMultibase: fragment };
}

const notListed = fail('key_not_listed', 'The issuer does not name this key as one of its own.');

const mismatch = fail('issuer_mismatch', 'The key belongs to somebody else than the named issuer.');

const listed = (
  controller: Controller,
  method: VerificationMethod,
  signedAt: string | undefined,
): Finding =>
  checkEnd(method, signedAt) ??
  pass('key_listed', `${controller.id} names this key as its own.`, {
    values: { issuer: controller.id },
  });

/** Finds a controller's method; the DID itself may stand for the only key of a did:key or did:jwk. */
function findMethod(controller: Controller, methodId: string): VerificationMethod | undefined {
  const { assertionMethods: methods, id } = controller;
  if (methodId === id && methods.length === 1) return methods[0];
  return methods.find((method) => method.id === methodId);
}

/**
 * Judges the method of a proof by its controller's document: whether it is listed for assertions, and had not ended
 * when the proof was made.
 */
export function judgeMethod(
  controller: Controller,
  methodId: string,
  signedAt: string | undefined,
): FoundKey {
  const method = findMethod(controller, methodId);
  if (method === undefined || method.controller !== controller.id)
    return { method: methodOfFragment(methodId), identity: notListed };
  return { method, identity: listed(controller, method, signedAt) };
}

/**
 * Judges a key with its own address. A Profile (OB 3.0, B.1.14) need not name keys: a key whose address is below the
 * issuer's own was put there by the issuer; of any other key nobody says whose it is.
 */
export function judgeKeyAddress(controller: Controller, keyUrl: string): Finding {
  if (controller.assertionMethods.length > 0 || (controller.references ?? []).length > 0)
    return notListed;
  const folder = controller.id.replace(/\/?$/, '/');
  if (
    /^https?:\/\//.test(keyUrl) &&
    URL.canParse(keyUrl) &&
    new URL(keyUrl).href.startsWith(folder)
  )
    return pass('key_at_issuer', `The key is kept at ${controller.id} itself.`, {
      values: { issuer: controller.id },
    });
  return unknown(
    'issuer_names_no_keys',
    'The issuer does not say which keys are its own, so whose this one is cannot be told.',
  );
}

const unreachable = (issuerId: string): Finding =>
  unknown('issuer_unreachable', `${issuerId} could not be asked whether this key is its own.`, {
    values: { issuer: issuerId },
  });

const notResolvable = unknown(
  'issuer_not_resolvable',
  'Where the issuer keeps its keys is not known here.',
);

/** Loads a key that has an address of its own, without a fragment (CID 1.0, 3.3). */
async function loadMethod(
  methodId: string,
  fetchJson: FetchJson,
): Promise<VerificationMethod | null> {
  if (!/^https?:\/\/[^#]+$/.test(methodId)) return null;
  try {
    const document = await fetchJson(methodId);
    if (!isObject(document) || typeof document['controller'] !== 'string') return null;
    const method = readMethod(document, methodId);
    return method?.id === methodId ? method : null;
  } catch {
    return null;
  }
}

/**
 * Judges a key that is described apart from its issuer: the issuer's document has to name it, or its address has to
 * show the issuer.
 */
async function judgeApart(
  method: VerificationMethod,
  issuerId: string,
  signedAt: string | undefined,
  fetchJson: FetchJson,
): Promise<FoundKey> {
  // Only a DID's own document can name its keys; a Profile can name those of a DID.
  if (issuerId.startsWith('did:') && method.controller !== issuerId)
    return { method, identity: mismatch };
  const controller = await loadController(issuerId, fetchJson);
  if (controller === 'unreachable') return { method, identity: unreachable(issuerId) };
  if (controller === null)
    return {
      method,
      identity: controllerUrl(issuerId) === null ? notResolvable : mismatch,
    };
  const own = controller.assertionMethods.find(({ id }) => id === method.id);
  const isOwn = own !== undefined && isSameKey(jwkOf(own) ?? {}, jwkOf(method) ?? {});
  if (isOwn || controller.references?.includes(method.id))
    return { method, identity: listed(controller, { ...own, ...method }, signedAt) };
  if (method.controller !== issuerId) return { method, identity: mismatch };
  return {
    method,
    identity: checkEnd(method, signedAt) ?? judgeKeyAddress(controller, method.id),
  };
}

/**
 * Finds the key of a proof and checks that the issuer names it for assertions (VC Data Integrity 1.0, 4.8; the
 * controller must be the credential's issuer, VC 2.0).
 */
export async function findKey(
  methodId: string,
  issuerId: string,
  signedAt: string | undefined,
  fetchJson: FetchJson,
): Promise<FoundKey> {
  const controllerId = methodId.split('#')[0] ?? '';
  if (controllerId !== issuerId) {
    const method = await findElsewhere(methodId, controllerId, fetchJson);
    return method === null
      ? { method, identity: mismatch }
      : judgeApart(method, issuerId, signedAt, fetchJson);
  }
  const controller = await loadController(issuerId, fetchJson);
  if (controller === 'unreachable')
    return { method: methodOfFragment(methodId), identity: unreachable(issuerId) };
  if (controller === null) return { method: methodOfFragment(methodId), identity: notResolvable };
  return judgeMethod(controller, methodId, signedAt);
}

async function findElsewhere(
  methodId: string,
  controllerId: string,
  fetchJson: FetchJson,
): Promise<VerificationMethod | null> {
  const apart = await loadMethod(methodId, fetchJson);
  if (apart !== null) return apart;
  const controller = await loadController(controllerId, fetchJson);
  if (controller === null || controller === 'unreachable') return methodOfFragment(methodId);
  return judgeMethod(controller, methodId, undefined).method;
}
