import type { Credential } from './credential.js';
import type { OpenBadgeCredential } from './open-badge.js';

/** What the page of a badge shows: the sentence first. */
export interface BadgePage {
  readonly title: string;
  readonly badge: OpenBadgeCredential;
}

export function buildPage(credential: Credential, _publicUrl: string, _now: Date): BadgePage {
  const badge = JSON.parse(credential.json) as OpenBadgeCredential;
  return { title: badge.name, badge };
}
