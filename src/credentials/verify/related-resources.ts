import { knownContexts } from './contexts.js';
import { digestOf, isDigestOf } from './digests.js';
import { bytesWithin, isKnownContext } from './resources-at-hand.js';
import { isObject } from './schema-check.js';
import { fail, pass, warn, type Finding, type VerifyEnvironment } from './verification.js';

type Json = Record<string, unknown>;

const MOST_RESOURCES = 16;

async function isUnchanged(
  resource: Json,
  findResource: (url: string) => Promise<Uint8Array | null>,
): Promise<boolean | null> {
  const { id } = resource;
  const digest = digestOf(resource);
  if (typeof id !== 'string' || digest === undefined) return null;
  if (knownContexts.has(id)) return isKnownContext(id, digest);
  const bytes = bytesWithin(id) ?? (await findResource(id).catch(() => null));
  return bytes && isDigestOf(digest, bytes);
}

const changed = (id: string): Finding =>
  fail('resource_changed', `${id} is not what the issuer vouches for: it was changed since.`, {
    values: { id },
  });
const notAtHand = warn(
  'resource_not_at_hand',
  'The badge vouches for what lies elsewhere; that was not looked at.',
);
const unchanged = pass('resource_unchanged', 'What the badge vouches for is as it was.');

/**
 * Holds the resources that a badge vouches for (VC 2.0, 5.3) against their digests, where they are at hand; nothing is
 * fetched for it. Null where it vouches for none.
 */
export async function checkResources(
  document: Json,
  { findResource = () => Promise.resolve(null) }: Pick<VerifyEnvironment, 'findResource'>,
): Promise<Finding | null> {
  const resources = [document['relatedResource'] ?? []].flat().filter(isObject);
  if (resources.length === 0) return null;
  let areAllAtHand = resources.length <= MOST_RESOURCES;
  for (const resource of resources.slice(0, MOST_RESOURCES)) {
    const is = await isUnchanged(resource, findResource);
    if (is === false) return changed(String(resource['id']).slice(0, 200));
    if (is === null) areAllAtHand = false;
  }
  return areAllAtHand ? unchanged : notAtHand;
}
