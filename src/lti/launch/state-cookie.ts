import { parse } from 'cookie';
import { unsign } from 'cookie-signature';

/**
 * Whether the browser that sends a launch is the one that began its login: it still has the signed cookie
 * `state<state>` with the issuer, which ltijs set (login CSRF; IMS Security 1.1, 7.3.1).
 * @param header the request's Cookie header
 * @param secret the secret with which ltijs signs cookies, as Express does: `s:<value>.<base64 HMAC-SHA-256>`
 */
export function hasStateCookie(
  header: string | undefined,
  login: { readonly state: string; readonly issuer: string },
  secret: string,
): boolean {
  const value = parse(header ?? '')[`state${login.state}`];
  return value?.startsWith('s:') === true && unsign(value.slice(2), secret) === login.issuer;
}
