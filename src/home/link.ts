import { createHash, randomBytes } from 'node:crypto';

/** `sign-in` opens a home; `add` proves a further address of the home that asked. */
export type LinkKind = 'sign-in' | 'add';

/** A link that was sent to an address, known by the hash of its token: whoever reads the store cannot follow it. */
export interface Link {
  readonly tokenHash: string;
  readonly kind: LinkKind;
  /** Where it was sent, as it was typed. */
  readonly address: string;
  readonly homeId: string;
  readonly expiresAt: Date;
}

export const LINK_MINUTES = 15;

/** @returns a token of 256 random bits for an address, and the hash under which its link is kept */
export function createToken(): { token: string; tokenHash: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, tokenHash: hashToken(token) };
}

/** @returns the hash under which the link of a token is kept */
export const hashToken = (token: string): string =>
  createHash('sha256').update(`laurel home link ${token}`).digest('base64url');

/** @returns when a link that is sent now stops working */
export const expiryOfLink = (now: Date): Date => new Date(now.getTime() + LINK_MINUTES * 60_000);
