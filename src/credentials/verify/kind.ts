import type { Kind } from './verification.js';

const listOf = (value: unknown): unknown[] => [value].flat();

/** An assertion of Open Badges 1.0 or 0.5 has neither context nor type; it names a badge and who got it. */
const isBeforeVersion2 = ({ type, badge, recipient }: Record<string, unknown>): boolean =>
  type === undefined && [badge, recipient].every((part) => part !== undefined && part !== null);

const VERSION_2 =
  /\b(?:w3id\.org\/openbadges|openbadgespec\.org)\/v[12]\b|\bpurl\.imsglobal\.org\/(?:spec\/)?ob\/v2p\d\b/;

/**
 * Open Badges 3.0, endorsements and learner records by their types, Open Badges 2.0 and before by context, types or members, anything
 * else told as such.
 */
export function kindOf(document: Record<string, unknown>): Kind {
  const types = listOf(document['type']);
  const contexts = listOf(document['@context']);
  const isVersion2 = contexts.some(
    (context) => typeof context === 'string' && VERSION_2.test(context),
  );
  if (
    isVersion2 ||
    isBeforeVersion2(document) ||
    types.some((type) => type === 'Assertion' || type === 'BadgeClass')
  )
    return 'open-badge-2';
  const isBadge = types.includes('OpenBadgeCredential') || types.includes('AchievementCredential');
  if (!types.includes('VerifiableCredential')) return 'other-credential';
  if (types.includes('ClrCredential')) return 'learner-record';
  if (isBadge) return 'open-badge-3';
  if (types.includes('EndorsementCredential')) return 'endorsement';
  return 'other-credential';
}
