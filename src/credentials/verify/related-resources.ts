import { knownContexts } from './contexts.js';
import { digestOf, isDigestOf } from './digests.js';
import { bytesWithin, isKnownContext } from './resources-at-hand.js';
import { isObject } from './schema-check.js';
import { fail, pass, warn, type Finding, type VerifyEnvironment } from './verification.js';

type Json = Record<string, unknown>;

const MOST_RESOURCES = 16;
/** What is not the issuer's own word. */
const NOT_WITHIN = new Set([
  '@context',
  'proof',
  'relatedResource',
  'endorsement',
  'endorsementJwt',
]);

const MOST_SHOWN = 3;
const shownOf = (id: unknown): string => String(id).slice(0, 200);

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
const notAtHand = (id: string): Finding =>
  warn(
    'resource_not_at_hand',
    `The badge vouches for what lies at ${id}; that was not fetched and not checked.`,
    { values: { id } },
  );
const unchanged = pass('resource_unchanged', 'What the badge vouches for is as it was.');

/** Every part of a document that has an address and a digest of what lies there: pictures and evidence may have one of their own. */
function withDigests(part: unknown): Json[] {
  if (Array.isArray(part)) return part.flatMap(withDigests);
  if (!isObject(part)) return [];
  const isVouchedFor = 'digestSRI' in part || 'digestMultibase' in part;
  const within = Object.entries(part).flatMap(([name, value]) =>
    NOT_WITHIN.has(name) ? [] : withDigests(value),
  );
  return isVouchedFor && typeof part['id'] === 'string' ? [part, ...within] : within;
}

/**
 * Holds the resources that a badge vouches for (VC 2.0, 5.3) against their digests, where they are at hand; nothing is
 * fetched for it, and where something is not at hand its address is said. Null where it vouches for none.
 */
export async function checkResources(
  document: Json,
  { findResource = () => Promise.resolve(null) }: Pick<VerifyEnvironment, 'findResource'>,
): Promise<Finding | null> {
  const listed = [document['relatedResource'] ?? []].flat().filter(isObject);
  const resources = [...listed, ...withDigests(document)];
  if (resources.length === 0) return null;
  const away: unknown[] = resources.slice(MOST_RESOURCES).map(({ id }) => id);
  for (const resource of resources.slice(0, MOST_RESOURCES)) {
    const is = await isUnchanged(resource, findResource);
    if (is === false) return changed(shownOf(resource['id']));
    if (is === null) away.push(resource['id']);
  }
  return away.length === 0
    ? unchanged
    : notAtHand(away.slice(0, MOST_SHOWN).map(shownOf).join(', '));
}
