import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Realm } from './realm.js';

/** `bound`: the launch was tied to this browser. `confirmed`: opened by "Continue as …": may look, not act. */
export type SessionStrength = 'bound' | 'confirmed';

/** The application's own session, as the rest of the tool sees it. */
export interface Session {
  /** The hash of the secret, safe to keep beside other things. */
  readonly id: string;
  /** Who and where, as the room that opened the session put it: ids, never names. */
  readonly subject: Readonly<Record<string, string>>;
  readonly strength: SessionStrength;
  /** The token that belongs into every form (`{{#form}}` does it) or the X-CSRF-Token header. */
  readonly csrfToken: string;
  /** Whether the browser keeps no cookie, so that the session travels in form fields. */
  readonly isCookieless: boolean;
  /** The language of the launch, if it named one. */
  readonly locale?: string;
  /** Where the learning platform takes the person back (`launch_presentation.return_url`). */
  readonly returnUrl?: string;
  /** Whether the learning platform's own pages are dark where the reader's system is. */
  readonly followsSystem?: boolean;
}

/** A session as it is kept: the secret is nowhere in it. */
export interface StoredSession {
  readonly id: string;
  readonly subject: Record<string, string>;
  readonly strength: SessionStrength;
  readonly locale?: string | undefined;
  readonly returnUrl?: string | undefined;
  readonly followsSystem?: boolean | undefined;
  readonly openedAt: Date;
  readonly usedAt: Date;
  readonly expiresAt: Date;
}

const HOUR_MS = 3_600_000;
/** The longest a session lives, however much it is used. */
export const SESSION_LIFE_MS = 12 * HOUR_MS;
/** How long a session lives without being used. */
export const SESSION_IDLE_MS = 3 * HOUR_MS;
/** How stale `usedAt` may get before a use is written down: spares a write a request. */
export const SESSION_TOUCH_MS = 5 * 60_000;

/** 256 random bits: what the cookie or the frame token carries. */
export function createSessionSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** The id of a session. A secret of one realm finds nothing in the other. */
export function hashSecret(secret: string, realm: Realm = 'launch'): string {
  const text = realm === 'home' ? `home ${secret}` : secret;
  return createHash('sha256').update(text).digest('base64url');
}

/** The CSRF token is derived: nothing more is stored, and it ends with its session. */
export function csrfTokenOf(secret: string): string {
  return createHmac('sha256', secret).update('laurel csrf').digest('base64url');
}

/** Whether two strings are equal, in a time that tells nothing about where they differ. */
export function isSame(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

/** The time a session ends if it is not used again after `usedAt`. */
export function expiryOf(openedAt: Date, usedAt: Date): Date {
  return new Date(
    Math.min(openedAt.getTime() + SESSION_LIFE_MS, usedAt.getTime() + SESSION_IDLE_MS),
  );
}
