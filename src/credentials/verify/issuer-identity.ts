import { loadController, type Controller, type VerificationMethod } from './controller.js';
import { fail, pass, unknown, type Finding } from './verification.js';

/** A key that a proof names, as far as it could be found, and whether its issuer owns it. */
export interface FoundKey {
  readonly method: VerificationMethod | null;
  readonly identity: Finding;
}

const seconds = (text: string): number => Date.parse(text);

/** A key marked as revoked (CID 1.0, 2.2): what it signed from then on is not to be believed. */
function checkRevocation(method: VerificationMethod, signedAt: string | undefined): Finding | null {
  if (method.revoked === undefined) return null;
  const signed = seconds(signedAt ?? '');
  if (Number.isNaN(signed) || !(signed < seconds(method.revoked)))
    return fail(
      'key_compromised',
      `The issuer no longer stands behind what this key signed from ${method.revoked.slice(0, 10)} on.`,
    );
  return null;
}

/** A multibase key in the fragment can be read without asking anybody: `did:web:host#z6Mk…`. */
function methodOfFragment(methodId: string): VerificationMethod | null {
  const [controller = '', fragment = ''] = methodId.split('#');
  if (!fragment.startsWith('z6Mk')) return null;
  return { id: methodId, type: 'Multikey', controller, publicKeyMultibase: fragment };
}

export function judgeMethod(
  controller: Controller,
  methodId: string,
  signedAt: string | undefined,
): FoundKey {
  const method = controller.assertionMethods.find(({ id }) => id === methodId);
  if (method === undefined || method.controller !== controller.id)
    return {
      method: methodOfFragment(methodId),
      identity: fail('key_not_listed', 'The issuer does not name this key as one of its own.'),
    };
  const identity =
    checkRevocation(method, signedAt) ??
    pass('key_listed', `${controller.id} names this key as its own.`);
  return { method, identity };
}

const unreachable = (issuerId: string): Finding =>
  unknown('issuer_unreachable', `${issuerId} could not be asked whether this key is its own.`);

/**
 * Finds the key of a proof and asks whether the issuer names it for assertions (VC Data Integrity 1.0, 4.8;
 * the controller must be the credential's issuer, VC 2.0).
 */
export async function findKey(
  methodId: string,
  issuerId: string,
  signedAt: string | undefined,
  fetchJson: (url: string) => Promise<unknown>,
): Promise<FoundKey> {
  const controllerId = methodId.split('#')[0] ?? '';
  const controller = await loadController(controllerId, fetchJson);
  if (controllerId !== issuerId) {
    const listed = controller === null || controller === 'unreachable' ? null : controller;
    return {
      method:
        (listed && judgeMethod(listed, methodId, signedAt).method) ?? methodOfFragment(methodId),
      identity: fail('issuer_mismatch', 'The key belongs to somebody else than the named issuer.'),
    };
  }
  if (controller === 'unreachable')
    return { method: methodOfFragment(methodId), identity: unreachable(issuerId) };
  if (controller === null)
    return {
      method: methodOfFragment(methodId),
      identity: unknown(
        'issuer_not_resolvable',
        'Where the issuer keeps its keys is not known here.',
      ),
    };
  return judgeMethod(controller, methodId, signedAt);
}
