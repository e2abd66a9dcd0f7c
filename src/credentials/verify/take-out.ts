import { parseBounded } from './bounded-json.js';
import { isObject } from './schema-check.js';

/** Under which names exports and interfaces hold a credential: VC API, OpenID4VCI, wallets' exports, answers of services. */
const HOLDERS = [
  ...['verifiableCredential', 'credential', 'credentials', 'vc', 'jwt'],
  ...['signedCredential', 'document', 'result', 'data'],
];
const MOST_LAYERS = 4;

/** @returns the compact form of a JWS in JSON (RFC 7515, 7.2) with one signature; undefined for anything else */
function compactOf({ payload, signatures, ...flat }: Record<string, unknown>): string | undefined {
  const one: unknown = Array.isArray(signatures) && signatures.length === 1 ? signatures[0] : flat;
  if (!isObject(one) || typeof payload !== 'string') return undefined;
  const { protected: head, signature } = one;
  const isJws = typeof head === 'string' && typeof signature === 'string';
  return isJws ? `${head}.${payload}.${signature}` : undefined;
}

/** Parses a badge whose JSON was encoded as a text once more. */
function parseAgain(text: string): unknown {
  if (!text.trim().startsWith('{')) return text;
  return parseBounded(text);
}

/**
 * @returns the one credential that a list, a member of an export or another text holds; the value itself where it holds
 *   none, or several. A value with a context or a type is a document and holds nothing
 * @throws Unreadable for an inner text that exceeds a limit
 */
export function takeOut(value: unknown, layers = MOST_LAYERS): unknown {
  if (layers === 0) return value;
  if (typeof value === 'string') return parseAgain(value);
  if (Array.isArray(value)) return value.length === 1 ? takeOut(value[0], layers - 1) : value;
  if (!isObject(value) || '@context' in value || 'type' in value) return value;
  const token = compactOf(value);
  if (token !== undefined) return token;
  const name = HOLDERS.find((one) => value[one] !== undefined);
  if (name === undefined) return value;
  const held = takeOut(value[name], layers - 1);
  return isObject(held) || typeof held === 'string' ? held : value;
}
