/** JSON from strangers: bounded in bytes, depth and number of values before anything walks it. */
import type { FindingValues } from './verification.js';

export const LIMITS = {
  bytes: 1_048_576,
  /** Of a picture or a PDF that carries a badge. */
  imageBytes: 4_194_304,
  depth: 32,
  values: 8_000,
  /** Of a document that is canonicalized as RDF: the work grows by the square of equal properties of one node. */
  canonizedValues: 3_000,
  contexts: 16,
} as const;

/** What was handed in goes beyond a limit or is not what it should be. The message is a sentence for people. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
  constructor(
    readonly code: string,
    message: string,
    /** What the message is filled with, for whoever words it in another language. */
    readonly values?: FindingValues,
  ) {
    super(message);
  }
}

/** Bytes as text. Throws {@link Unreadable} where they are no UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable('not_text', 'It is neither text nor a picture that carries a badge.');
  }
}

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Counts nesting and values in the text itself, so that a bomb is never built in memory. */
function scan(text: string): void {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfString(text, at);
    else if (code === 0x5b || code === 0x7b) {
      values++;
      if (++depth > LIMITS.depth) throw new Unreadable('too_deep', 'It is nested too deeply.');
    } else if (code === 0x5d || code === 0x7d) depth--;
    else if (code === 0x2c) values++;
    if (values > LIMITS.values) throw new Unreadable('too_many_values', 'It has too many parts.');
  }
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at;
  }
  return text.length;
}

/** Whether a parsed document has no more values than a bound; looks no further than that. */
export function isWithinValues(document: unknown, most: number): boolean {
  const open: unknown[] = [document];
  for (let seen = 1; open.length > 0;) {
    const part = open.pop();
    if (typeof part !== 'object' || part === null) continue;
    for (const member of Object.values(part)) {
      if (++seen > most) return false;
      open.push(member);
    }
  }
  return true;
}

/** Looks at every value once: depth, number, names. Recursion is no deeper than the limit. */
function look(value: unknown, depth: number, seen: { values: number }): void {
  if (++seen.values > LIMITS.values)
    throw new Unreadable('too_many_values', 'It has too many parts.');
  if (typeof value !== 'object' || value === null) return;
  if (depth >= LIMITS.depth) throw new Unreadable('too_deep', 'It is nested too deeply.');
  if (Array.isArray(value)) {
    for (const member of value) look(member, depth + 1, seen);
    return;
  }
  for (const key of Object.keys(value)) {
    if (FORBIDDEN_KEYS.has(key))
      throw new Unreadable('forbidden_key', `It has a member named "${key}".`, { key });
    look((value as Record<string, unknown>)[key], depth + 1, seen);
  }
}

/** A text this short cannot become much in memory: it is looked at once it is parsed. */
const SHORT = 16_384;

/**
 * Parses JSON within {@link LIMITS}.
 * @throws Unreadable with a sentence for people
 */
export function parseBounded(text: string): unknown {
  if (text.length > LIMITS.bytes)
    throw new Unreadable('too_large', 'It is larger than 1 MB.', { limit: '1 MB' });
  if (text.length > SHORT) scan(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unreadable('not_json', 'It is not JSON.');
  }
  look(value, 0, { values: 0 });
  return value;
}
