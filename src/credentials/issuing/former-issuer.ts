import type { CredentialStore } from '../credential/credential-store.js';
import { issuerIdOf, type Addresses } from '../issuer/addresses.js';
import { isOfEndorser } from '../issuer/issuer-key.js';
import type { IssuerKeys } from '../issuer/issuer-keys.js';

/** @returns another PUBLIC_URL than today's that an issued badge names; null where there is none */
export async function findFormerIssuer({
  addresses,
  keys,
  store,
}: {
  readonly addresses: Addresses;
  readonly keys: Pick<IssuerKeys, 'list'>;
  readonly store: Pick<CredentialStore, 'hasAny'>;
}): Promise<string | null> {
  for (const key of await keys.list()) {
    const isOther = !isOfEndorser(key) && (await issuerIdOf(addresses, key.controller)) === null;
    if (isOther) return (await store.hasAny()) ? key.controller : null;
  }
  return null;
}
