import { decodeUtf8, LIMITS, parseBounded, Unreadable } from './bounded-json.js';
import { extractFromPdf, isPdf } from './pdf.js';
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
    return fromJwt(trimmed, format);
  }
  const document = parseBounded(trimmed);
  if (!isObject(document)) throw new Unreadable('not_an_object', 'It is JSON, but not a badge.');
  const badge = unwrap(document);
  if (typeof badge === 'string') return fromJwt(badge, format);
  return { format, kind: kindOf(badge), document: badge };
}

const fromJwt = (jwt: string, format: Format): Extracted => ({
  ...{ format: format === 'json' ? 'jwt' : format, kind: 'open-badge-3', jwt },
});

const version2 = (format: Format): Extracted => ({ format, kind: 'open-badge-2' });

type Wrapped = Record<string, unknown> | string;

/** The token in an EnvelopedVerifiableCredential (VC 2.0, 4.13.2); anything else as it is. */
function openEnvelope(document: Record<string, unknown>): Wrapped {
  if (!typesOf(document['type']).includes('EnvelopedVerifiableCredential')) return document;
  const [, token = ''] =
    /^data:application\/(?:vc\+)?jwt,(.*)$/s.exec(String(document['id'])) ?? [];
  if (!COMPACT_JWS.test(token))
    throw new Unreadable('not_a_jwt', 'It looks like a signed token but cannot be read.');
  return token;
}

const isBadge = (one: Wrapped): boolean =>
  typeof one === 'string' || kindOf(one) !== 'other-credential';

/**
 * The badge inside a presentation, as wallets share it (VC 2.0, 4.13), or inside an envelope. Who presents it is
 * not asked here: that takes a challenge.
 */
function unwrap(document: Record<string, unknown>): Wrapped {
  if (!typesOf(document['type']).includes('VerifiablePresentation')) return openEnvelope(document);
  const held = typesOf(document['verifiableCredential'] ?? []).flatMap((one): Wrapped[] => {
    if (typeof one === 'string') return COMPACT_JWS.test(one) ? [one] : [];
    return isObject(one) ? [openEnvelope(one)] : [];
  });
  const badges = held.filter(isBadge);
  if (badges.length > 1)
    throw new Unreadable('several_badges', 'It holds several badges: check them one at a time.');
  const only = badges[0];
  if (only === undefined)
    throw new Unreadable('no_badge_presented', 'It is a presentation without any badge in it.');
  return only;
}

/**
 * Opens what was handed in: JSON, compact JWS, baked PNG, baked SVG, or a PDF with the badge attached, told apart by content.
 * @throws Unreadable with a sentence for people
 */
export async function extract(input: string | Uint8Array): Promise<Extracted> {
  if (typeof input !== 'string') {
    if (input.byteLength > LIMITS.imageBytes)
      throw new Unreadable('too_large', 'It is larger than 4 MB.', { limit: '4 MB' });
    if (isPng(input)) {
      const found = extractFromPng(input);
      return found.isVersion2 ? version2('png') : fromText(found.text, 'png');
    }
    if (isPdf(input)) return fromText(await extractFromPdf(input), 'pdf');
  }
  const text = typeof input === 'string' ? input : decodeUtf8(input);
  if (isSvg(text)) {
    const found = extractFromSvg(text);
    return found.isVersion2 ? version2('svg') : fromText(found.text, 'svg');
  }
  return fromText(text, 'json');
}
