import { createHash } from 'node:crypto';
import type { CourseKey } from '../../grades/index.js';

/** `claiming`: somebody pressed the button, and what follows is being done; `stopped`: they want no such mail. */
export type InvitationState = 'open' | 'claiming' | 'claimed' | 'stopped';

/** A badge that waits for whoever an address belongs to. */
export interface Invitation {
  readonly id: string;
  readonly tenant: CourseKey;
  readonly ruleId: string;
  /** As it was told; the badge is given to whoever proves it. */
  readonly address: string;
  readonly jobId: string;
  readonly actor: string;
  readonly reason: string;
  readonly state: InvitationState;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** When the button was pressed. */
  readonly takenAt?: Date;
  readonly awardId?: string;
}

export const INVITED_DAYS = 30;
const DAY_MS = 86_400_000;
/** After a crash a claim is taken up again once it is so old. */
export const CLAIM_MS = 60_000;

export const expiryFrom = (now: Date): Date => new Date(now.getTime() + INVITED_DAYS * DAY_MS);

const hash = (purpose: string, text: string): string =>
  createHash('sha256').update(`laurel ${purpose} ${text}`).digest('base64url');

/** @returns the hash under which the invitation of a link's token is found */
export const hashOfToken = (token: string): string => hash('invitation', token);

/**
 * @returns what addresses are compared by: capitals make no other address here. Only ASCII letters are folded: other alphabets have
 *   letters that fold into these, and would be taken for somebody else's address
 */
export const keyOfAddress = (address: string): string =>
  address.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** @returns the mailbox of an address: what stands behind a `+` leads into the same one at most hosts (RFC 5233) */
export function mailboxOf(address: string): string {
  const [plus, at] = [address.indexOf('+'), address.lastIndexOf('@')];
  return plus < 0 || at < plus ? address : address.slice(0, plus) + address.slice(at);
}

/** @returns what stands for an address that wants no invitations */
export const keyOfStop = (address: string): string => hash('no invitations', keyOfAddress(address));
