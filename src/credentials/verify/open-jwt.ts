import { LIMITS, parseBounded, Unreadable } from './bounded-json.js';
import { readPayload, type OpenedJwt } from './jwt-claims.js';
import { decodeBase64url } from './multibase.js';
import { isObject } from './schema-check.js';

const unreadable = (): Unreadable =>
  new Unreadable('not_a_jwt', 'It looks like a signed token but cannot be read.');

function decode(part: string): unknown {
  try {
    return parseBounded(new TextDecoder('utf-8', { fatal: true }).decode(decodeBase64url(part)));
  } catch (error) {
    throw error instanceof Unreadable ? error : unreadable();
  }
}

/**
 * Decodes a VC-JWT without verifying it: header and payload, with the registered claims separated.
 * @throws Unreadable with a sentence for people
 */
export function openJwt(jwt: string): OpenedJwt {
  const [head = '', body = ''] = jwt.split('.');
  if (jwt.length > LIMITS.bytes * 1.4)
    throw new Unreadable('too_large', 'It is larger than 1 MB.', { limit: '1 MB' });
  const header = decode(head);
  const payload = decode(body);
  if (!isObject(header) || !isObject(payload)) throw unreadable();
  return { header, ...readPayload(header, payload) };
}
