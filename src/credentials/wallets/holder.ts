import { controllerUrl, readMethod } from '../verify/controller.js';
import { decodeEd25519Multikey, encodeEd25519Multikey } from '../verify/multibase.js';
import { ed25519Of, jwkOf } from '../verify/public-key.js';
import { isObject } from '../verify/schema-check.js';

/** A holder's key for authentication, where it is Ed25519. */
export interface HolderKey {
  /** The verification method, an absolute DID URL. */
  readonly methodId: string;
  readonly publicKeyMultibase: string;
}

type FetchJson = (url: string) => Promise<unknown>;

const MOST_METHODS = 64;

/** A did:key needs no document: the DID contains the key (did:key 3.1). */
function keyOfDidKey(holder: string): HolderKey | null {
  const publicKeyMultibase = holder.slice('did:key:'.length);
  if (decodeEd25519Multikey(publicKeyMultibase) === null) return null;
  return { methodId: `${holder}#${publicKeyMultibase}`, publicKeyMultibase };
}

/** Lists the methods that a DID document lists, or names and describes, for authentication (DID 1.0, 5.3.1). */
function listAuthentication(document: Record<string, unknown>, did: string) {
  const described = [document['verificationMethod'] ?? []].flat().slice(0, MOST_METHODS);
  const methods = described.map((one) => readMethod(one, did));
  const absolute = (id: string): string => (id.startsWith('#') ? did + id : id);
  return [document['authentication'] ?? []]
    .flat()
    .slice(0, MOST_METHODS)
    .map((one: unknown) =>
      typeof one === 'string'
        ? methods.find((method) => method?.id === absolute(one))
        : readMethod(one, did),
    );
}

/**
 * Finds the key by which a holder authenticates: of a did:key itself; of a did:web the key that its document names and
 * the proof was made with. @returns null where there is none, or it is of another kind
 * @param methodId the proof's verification method
 */
export async function findHolderKey(
  holder: string,
  methodId: string,
  fetchJson: FetchJson,
): Promise<HolderKey | null> {
  if (holder.startsWith('did:key:')) return keyOfDidKey(holder);
  const url = holder.startsWith('did:web:') ? controllerUrl(holder) : null;
  const document = url === null ? null : await fetchJson(url).catch(() => null);
  if (!isObject(document) || document['id'] !== holder) return null;
  const method = listAuthentication(document, holder).find((one) => one?.id === methodId);
  if (!method || method.controller !== holder) return null;
  const raw = ed25519Of(jwkOf(method) ?? {});
  return raw && { methodId, publicKeyMultibase: encodeEd25519Multikey(raw) };
}
