import { LIMITS, parseBounded, Unreadable } from './bounded-json.js';
import { compactJwsOf, jwsInUrl } from './compact-jws.js';
import { decodeText } from './decode-text.js';
import type { Extracted } from './extracted.js';
import { kindOf } from './kind.js';
import { openJwt } from './open-jwt.js';
import { refuseOtherForms } from './other-forms.js';
import { extractFromPdf, isPdf } from './pdf.js';
import { isPng } from '../../open-badges/index.js';
import { extractFromPng } from './png.js';
import { isObject } from './schema-check.js';
import { extractFromSvg, isSvg } from './svg.js';
import { takeOut } from './take-out.js';
import type { Format } from './verification.js';
import { isZip } from './zip.js';
import { extractFromZip } from './zipped.js';

const typesOf = (value: unknown): unknown[] => [value].flat();

function fromText(text: string, format: Format): Extracted {
  const jws = compactJwsOf(text);
  if (jws !== null) return fromJwt(jws, format);
  refuseOtherForms(text);
  const document = takeOut(parseBounded(text.replaceAll('\0', '').trim()));
  const token = typeof document === 'string' ? compactJwsOf(document) : null;
  if (token !== null) return fromJwt(token, format);
  if (!isObject(document)) throw new Unreadable('not_an_object', 'It is JSON, but not a badge.');
  const badge = unwrap(document);
  if (typeof badge === 'string') return fromJwt(badge, format);
  return { format, kind: kindOf(badge), document: badge };
}

const fromJwt = (jwt: string, format: Format): Extracted => {
  const { document } = openJwt(jwt);
  const { vp } = document;
  // A presentation may be a token, too (VC-JOSE-COSE 1.0, 3.1.2; VC 1.1, 6.3.1).
  const shown = isObject(vp) && kindOf(document) === 'other-credential' ? vp : document;
  const badge = isPresentation(shown) ? unwrap(shown) : null;
  if (typeof badge === 'string') return fromJwt(badge, format);
  if (badge !== null) return { format, kind: kindOf(badge), document: badge };
  return {
    format: format === 'json' ? 'jwt' : format,
    kind: kindOf(document),
    jwt,
    claims: document,
  };
};

/** Open Badges 2.0 puts the address of a badge into its picture. */
const isAddress = (text: string): boolean => /^https?:\/\/\S/.test(text.trim());

/**
 * Chooses, of the texts in a picture, the one that is an Open Badge 3.0, by its content: a picture may have been baked
 * twice, and the older keyword or element may hold the newer badge.
 */
function choose(texts: readonly string[], format: Format): Extracted {
  const others: Extracted[] = [];
  let problem: Unreadable | undefined;
  for (const text of texts) {
    try {
      const found: Extracted = isAddress(text)
        ? { format, kind: 'open-badge-2', address: text.trim() }
        : fromText(text, format);
      if (found.kind === 'open-badge-3' || found.kind === 'learner-record') return found;
      others.push(found);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      problem ??= error;
    }
  }
  const [other] = others;
  if (other !== undefined) return other;
  throw problem ?? new Unreadable('no_badge_in_picture', 'There is no badge inside this picture.');
}

type Wrapped = Record<string, unknown> | string;

/** @returns the token in an EnvelopedVerifiableCredential (VC 2.0, 4.13.2); anything else unchanged */
function openEnvelope(document: Record<string, unknown>): Wrapped {
  if (!typesOf(document['type']).includes('EnvelopedVerifiableCredential')) return document;
  const jws = jwsInUrl(document['id']);
  if (jws === null)
    throw new Unreadable('not_a_jwt', 'It looks like a signed token but cannot be read.');
  return jws;
}

const isPresentation = ({ type }: Record<string, unknown>): boolean =>
  typesOf(type).includes('VerifiablePresentation');

const isBadge = (one: Wrapped): boolean =>
  typeof one === 'string' || kindOf(one) !== 'other-credential';

/**
 * @returns the badge within a presentation, as wallets share it (VC 2.0, 4.13), or within an envelope. Who presents it
 *   is not verified, which would take a challenge
 */
function unwrap(document: Record<string, unknown>): Wrapped {
  if (!isPresentation(document)) return openEnvelope(document);
  const held = typesOf(document['verifiableCredential'] ?? []).flatMap((one): Wrapped[] => {
    if (typeof one === 'string') return [compactJwsOf(one) ?? []].flat();
    return isObject(one) ? [openEnvelope(one)] : [];
  });
  const all = held.filter(isBadge);
  // Whoever presents a badge may add what endorses it: the badge is what is checked.
  const alone = all.filter((one) => typeof one === 'string' || kindOf(one) !== 'endorsement');
  const badges = alone.length > 0 ? alone : all;
  if (badges.length > 1)
    throw new Unreadable('several_badges', 'It holds several badges: check them one at a time.');
  const only = badges[0];
  if (only === undefined)
    throw new Unreadable('no_badge_presented', 'It is a presentation without any badge in it.');
  return only;
}

async function extractOne(input: string | Uint8Array): Promise<Extracted> {
  if (typeof input !== 'string') {
    if (isPng(input)) return choose(await extractFromPng(input), 'png');
    if (isPdf(input)) return fromText(await extractFromPdf(input), 'pdf');
  }
  const text = typeof input === 'string' ? input : await decodeText(input);
  if (isSvg(text)) return choose(extractFromSvg(text), 'svg');
  return fromText(text, 'json');
}

/**
 * Opens what was handed in: JSON, compact JWS, baked PNG, baked SVG, a PDF with the badge attached, or a ZIP with one of them,
 * told apart by content.
 * @throws Unreadable with a sentence for people
 */
export async function extract(input: string | Uint8Array): Promise<Extracted> {
  if (typeof input === 'string') return extractOne(input);
  if (input.byteLength > LIMITS.imageBytes)
    throw new Unreadable('too_large', 'It is larger than 4 MB.', { limit: '4 MB' });
  return isZip(input) ? extractFromZip(input, extractOne) : extractOne(input);
}
