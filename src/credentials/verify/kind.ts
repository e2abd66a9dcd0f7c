import type { Kind } from './verification.js';

const listOf = (value: unknown): unknown[] => [value].flat();

/** Open Badges 3.0 by its types, 2.0 by its context and types, anything else told as such. */
export function kindOf(document: Record<string, unknown>): Kind {
  const types = listOf(document['type']);
  const contexts = listOf(document['@context']);
  const isVersion2 = contexts.some(
    (context) => typeof context === 'string' && /w3id\.org\/openbadges\/v[12]/.test(context),
  );
  if (isVersion2 || types.some((type) => type === 'Assertion' || type === 'BadgeClass'))
    return 'open-badge-2';
  const isBadge = types.includes('OpenBadgeCredential') || types.includes('AchievementCredential');
  if (isBadge && types.includes('VerifiableCredential')) return 'open-badge-3';
  return 'other-credential';
}
