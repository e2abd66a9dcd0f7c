import type { Rule } from '../rules/index.js';
import { personKey, type Award } from './award.js';
import type { BatchDeps } from './batch-deps.js';

/** An award that was undone, or lost to a fallen grade, comes back; one that somebody took or refused by hand does not. */
export const comesBack = (award: Award): boolean =>
  award.state === 'undone' || (award.state === 'revoked' && award.revokedFor === 'fall');

/** Who holds what: every award of the achievement, by person. */
export type Holdings = ReadonlyMap<string, readonly Award[]>;

export async function holdingsOf(
  deps: Pick<BatchDeps, 'awards'>,
  rule: Rule,
  userIds: readonly string[],
): Promise<Holdings> {
  const keys = userIds.map((userId) => personKey(rule.tenant.platformId, userId));
  return groupBy(await deps.awards.findFor(rule.achievementId, keys), (award) => award.personKey);
}

function groupBy<T>(list: readonly T[], key: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of list) {
    const group = groups.get(key(each));
    if (group) group.push(each);
    else groups.set(key(each), [each]);
  }
  return groups;
}
