import { decodeUtf8, LIMITS, parseBounded, Unreadable } from './bounded-json.js';
import { extractFromPng, isPng } from './png.js';
import { isObject } from './schema-check.js';
import { extractFromSvg, isSvg } from './svg.js';
import type { Format, Kind } from './verification.js';

/** What was handed in, opened: which format, what kind of badge, and its document or compact JWS. */
export interface Extracted {
  readonly format: Format;
  readonly kind: Kind;
  readonly document?: Record<string, unknown>;
  readonly jwt?: string;
}

const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;

const typesOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** Open Badges 3.0 by its types, 2.0 by its context and types, anything else told as such. */
export function kindOf(document: Record<string, unknown>): Kind {
  const types = typesOf(document['type']);
  const contexts = typesOf(document['@context']);
  const isVersion2 = contexts.some(
    (context) => typeof context === 'string' && /w3id\.org\/openbadges\/v[12]/.test(context),
  );
  if (isVersion2 || types.some((type) => type === 'Assertion' || type === 'BadgeClass'))
    return 'open-badge-2';
  const isBadge = types.includes('OpenBadgeCredential') || types.includes('AchievementCredential');
  if (isBadge && types.includes('VerifiableCredential')) return 'open-badge-3';
  return 'other-credential';
}

function fromText(text: string, format: Format): Extracted {
  const trimmed = text.trim();
  if (COMPACT_JWS.test(trimmed)) {
    if (trimmed.length > LIMITS.bytes)
      throw new Unreadable('too_large', 'It is larger than 1 MB.', { limit: '1 MB' });
    return { format: format === 'json' ? 'jwt' : format, kind: 'open-badge-3', jwt: trimmed };
  }
  const document = parseBounded(trimmed);
  if (!isObject(document)) throw new Unreadable('not_an_object', 'It is JSON, but not a badge.');
  return { format, kind: kindOf(document), document };
}

const version2 = (format: Format): Extracted => ({ format, kind: 'open-badge-2' });

/**
 * Opens what was handed in: JSON, compact JWS, baked PNG or baked SVG, told apart by content.
 * @throws Unreadable with a sentence for people
 */
export function extract(input: string | Uint8Array): Extracted {
  if (typeof input !== 'string') {
    if (input.byteLength > LIMITS.imageBytes)
      throw new Unreadable('too_large', 'It is larger than 4 MB.', { limit: '4 MB' });
    if (isPng(input)) {
      const found = extractFromPng(input);
      return found.isVersion2 ? version2('png') : fromText(found.text, 'png');
    }
  }
  const text = typeof input === 'string' ? input : decodeUtf8(input);
  if (isSvg(text)) {
    const found = extractFromSvg(text);
    return found.isVersion2 ? version2('svg') : fromText(found.text, 'svg');
  }
  return fromText(text, 'json');
}
