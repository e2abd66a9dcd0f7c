import { endorsementStateOf } from '../../credentials/index.js';
import type { EndorsementStanding } from '../../open-badges/index.js';
import type { GiveDeps } from './give-deps.js';
import { LOOK_AGAIN_MS } from './give-signed.js';

const MOST_AT_ONCE = 20;
const HOUR_MS = 3_600_000;

/**
 * Asks again how endorsements stand that their endorsers signed themselves: they may revoke them in lists of their own, or give up
 * the key. What cannot be asked is unknown, and asked again each hour.
 * @returns how many were asked about
 */
export async function lookAgain(deps: GiveDeps): Promise<number> {
  const due = await deps.endorsements.listDue(deps.clock.now(), MOST_AT_ONCE);
  for (const { id, text, found: before } of due) {
    const now = deps.clock.now();
    const later = (ms: number) => new Date(now.getTime() + ms);
    let standing: EndorsementStanding;
    try {
      const state = endorsementStateOf(await deps.credentials.verify(text));
      // A signature that was right and is not now: its key was taken back.
      standing = state === 'forged' ? 'revoked' : state;
    } catch {
      standing = 'unknown';
    }
    const isOpen = standing === 'unknown';
    await deps.endorsements.noteLook(id, standing, now, later(isOpen ? HOUR_MS : LOOK_AGAIN_MS));
    if (standing !== before) deps.shared.drop('achievements');
  }
  return due.length;
}
