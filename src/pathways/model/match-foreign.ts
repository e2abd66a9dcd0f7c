import type { ForeignBadge } from './pathway.js';
import { plainId } from './plain-id.js';

/** What is known of a badge that a person brought. */
export interface BroughtBadge {
  readonly issuerId?: string;
  readonly achievementId?: string;
  readonly name: string;
}

const plain = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

const sameId = (one: string, other: string): boolean => plainId(one) === plainId(other);

/** Whether a badge of elsewhere, which was found good, is the one that a step asks for. Pure. */
export function isBadgeOf(step: ForeignBadge, badge: BroughtBadge): boolean {
  if (badge.issuerId === undefined || !sameId(step.issuerId, badge.issuerId)) return false;
  if (step.achievementId === undefined) return plain(step.name) === plain(badge.name);
  return badge.achievementId !== undefined && sameId(step.achievementId, badge.achievementId);
}
