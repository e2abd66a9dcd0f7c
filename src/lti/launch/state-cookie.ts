import { parse, serialize } from 'cookie';
import { sign, unsign } from 'cookie-signature';
import type { Response } from 'express';
import { LOGIN_LIFE_MS } from './login-state.js';

/** What the cookie of a login proves: which login was begun, and at which platform. */
interface Begun {
  readonly state: string;
  readonly issuer: string;
}

const nameOf = (state: string): string => `state${state}`;

// In a platform's frame only `SameSite=None; Secure; Partitioned` survives (CHIPS).
const ATTRIBUTES = {
  path: '/',
  httpOnly: true,
  secure: true,
  sameSite: 'none',
  partitioned: true,
} as const;

/**
 * The signed cookie by which the browser that sends a launch proves that it began its login (login CSRF; IMS Security
 * 1.1, 7.3.1): `state<state>` with the issuer, as ltijs and Express sign cookies: `s:<value>.<base64 HMAC-SHA-256>`.
 * @param secret the same in every process
 */
export function createStateCookie(secret: string) {
  return {
    /** Sets the cookie for as long as a person may take to sign in at the platform. */
    write(res: Response, { state, issuer }: Begun): void {
      const value = `s:${sign(issuer, secret)}`;
      const kept = { ...ATTRIBUTES, maxAge: LOGIN_LIFE_MS / 1_000 };
      res.append('Set-Cookie', serialize(nameOf(state), value, kept));
    },
    clear(res: Response, state: string): void {
      const gone = { ...ATTRIBUTES, expires: new Date(0) };
      res.append('Set-Cookie', serialize(nameOf(state), '', gone));
    },
    /** @param header the request's Cookie header */
    isIn(header: string | undefined, { state, issuer }: Begun): boolean {
      const value = parse(header ?? '')[nameOf(state)];
      return value?.startsWith('s:') === true && unsign(value.slice(2), secret) === issuer;
    },
  };
}

export type StateCookie = ReturnType<typeof createStateCookie>;
