/** Parses JSON of strangers, bounded in bytes, depth and number of values before anything processes it. */
import type { FindingValues } from './verification.js';

export const LIMITS = {
  bytes: 1_048_576,
  /** The bytes of a picture or PDF that contains a badge. */
  imageBytes: 4_194_304,
  depth: 32,
  values: 8_000,
  /**
   * The values of a document that is canonicalized as RDF: the time grows with the square of equal properties of one
   * node.
   */
  canonizedValues: 3_000,
  contexts: 16,
  /** What a learner record may contain: credentials, and contexts, of which each credential names its own. */
  contained: 60,
  recordContexts: 320,
  /** How many endorsements of a badge are verified. */
  endorsements: 8,
} as const;

/** The input exceeds a limit or is not what it should be. The message is a sentence for people. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
  constructor(
    readonly code: string,
    message: string,
    /** The values in the message, for wording it in another language. */
    readonly values?: FindingValues,
  ) {
    super(message);
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** Decodes UTF-8, or UTF-16 with a byte order mark. @throws Unreadable where the bytes are neither */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable('not_text', 'It is neither text nor a picture that carries a badge.');
  }
}

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Counts nesting and values in the text, so that an oversized document is never built in memory.
 * @returns how many members the text has
 */
function scan(text: string): number {
  let depth = 0;
  let values = 0;
  let members = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfString(text, at);
    else if (code === 0x5b || code === 0x7b) {
      values++;
      if (++depth > LIMITS.depth) throw new Unreadable('too_deep', 'It is nested too deeply.');
    } else if (code === 0x5d || code === 0x7d) depth--;
    else if (code === 0x2c) values++;
    else if (code === 0x3a) members++;
    if (values > LIMITS.values) throw new Unreadable('too_many_values', 'It has too many parts.');
  }
  return members;
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

/** Whether a parsed document has at most `most` values; stops counting at that number. */
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

/** Half of a pair of UTF-16, alone: no text that can be written down, so what is signed is another one. */
const HALF = /\p{Surrogate}/u;

function checkText(text: string): void {
  if (HALF.test(text)) throw new Unreadable('half_character', 'It has half of a character in it.');
}

/** Looks at every value once: depth, number, names, texts. Recursion is no deeper than the limit. */
function look(value: unknown, depth: number, seen: { values: number; members: number }): void {
  if (++seen.values > LIMITS.values)
    throw new Unreadable('too_many_values', 'It has too many parts.');
  if (typeof value === 'string') return checkText(value);
  if (typeof value !== 'object' || value === null) return;
  if (depth >= LIMITS.depth) throw new Unreadable('too_deep', 'It is nested too deeply.');
  if (Array.isArray(value)) {
    for (const member of value) look(member, depth + 1, seen);
    return;
  }
  for (const key of Object.keys(value)) {
    seen.members++;
    checkText(key);
    if (FORBIDDEN_KEYS.has(key))
      throw new Unreadable('forbidden_key', `It has a member named "${key}".`, { key });
    look((value as Record<string, unknown>)[key], depth + 1, seen);
  }
}

/**
 * Parses JSON within {@link LIMITS}. A member that is named twice in one object is refused (RFC 8259, 4), and so is half of a
 * character (RFC 7493, 2.1): of two readers each may take another one.
 * @throws Unreadable with a sentence for people
 */
export function parseBounded(text: string): unknown {
  if (text.length > LIMITS.bytes)
    throw new Unreadable('too_large', 'It is larger than 1 MB.', { limit: '1 MB' });
  const members = scan(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unreadable('not_json', 'It is not JSON.');
  }
  const seen = { values: 0, members: 0 };
  look(value, 0, seen);
  if (seen.members !== members)
    throw new Unreadable('named_twice', 'It has two members of the same name in one place.');
  return value;
}
