import type { Audit } from '../audit/index.js';
import type { Credentials } from '../credentials/index.js';

type IssuerKey = Awaited<ReturnType<Credentials['keys']['list']>>[number];

interface Deps {
  readonly credentials: Pick<Credentials, 'keys'>;
  readonly audit: Pick<Audit, 'record'>;
}

const subjectOf = ({ id }: { readonly id: string }) => `issuerKey:${id}`;
const ofPlatform = (id: string) => (id === 'default' ? {} : { platformId: id });

/**
 * Makes a new key in the place of `key`; the same request twice makes one. @returns the id of the key that signs now
 */
export async function rotateKey(deps: Deps, key: IssuerKey, actor: string): Promise<string> {
  const { issuerId, controller, algorithm } = key;
  const identity = { id: issuerId, profileId: controller };
  const fresh = await deps.credentials.keys.rotate(identity, algorithm, key.id);
  await deps.audit.record({
    actor,
    action: 'issuerKey.rotated',
    subject: subjectOf(key),
    ...ofPlatform(issuerId),
    details: { after: fresh.id },
  });
  return fresh.id;
}

/**
 * Declares a key compromised from a moment on: signatures made after it do not count. The issuer's next badge gets a
 * new key.
 */
export async function compromiseKey(
  deps: Deps,
  key: IssuerKey,
  from: Date,
  actor: string,
): Promise<void> {
  await deps.credentials.keys.markCompromised(key.id, from);
  await deps.audit.record({
    actor,
    action: 'issuerKey.compromised',
    subject: subjectOf(key),
    ...ofPlatform(key.issuerId),
    details: { before: key.compromisedFrom?.toISOString() ?? null, after: from.toISOString() },
  });
}
