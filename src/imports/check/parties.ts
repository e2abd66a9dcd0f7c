import { addressOf, isObject, listOf, rawText, type Json } from '../open/texts.js';
import type { Documents } from './documents.js';

/** The BadgeClass of an assertion and who issues it, and at whose address each was read. */
export interface Parties {
  readonly badgeClass: Json | null;
  readonly issuer: Json | null;
  /** Where the issuer is known by: its identifier, else its site. */
  readonly issuerUrl: string | undefined;
  /** Whether the issuer's own address says what stands in `issuer`. */
  readonly isIssuersWord: boolean;
  /** Whether a part could not be loaded. */
  readonly isAway: boolean;
}

export const hostOf = (url: string | undefined): string | null =>
  url === undefined || !URL.canParse(url) ? null : new URL(url).host.replace(/^www\./, '');

/** Reads a part that is an object or the address of one. */
async function partOf(value: unknown, from: string | undefined, documents: Documents) {
  const inside: unknown = listOf(value)[0];
  if (isObject(inside)) return { part: inside, from, isAway: false };
  const url = addressOf(inside);
  if (url === undefined) return { part: null, from: undefined, isAway: false };
  const read = await documents.read(url);
  if (read.kind === 'document') return { part: read.document, from: url, isAway: false };
  return { part: null, from: url, isAway: true };
}

/** What an issuer is known by: its identifier, and else its site. */
function addressesOf(issuer: Json, named: unknown) {
  const id = addressOf(issuer['id'] ?? issuer['@id']) ?? addressOf(named);
  return { id, issuerUrl: id ?? addressOf(issuer['url']) ?? addressOf(issuer['origin']) };
}

/**
 * Finds what an assertion is of and who issues it (Open Badges 1 and 2: each is an object or an address).
 * @param from where the assertion was read; undefined where it was handed in
 * @param isAsked whether the issuer's own address is asked also where the badge carries what it says
 */
export async function findParties(
  assertion: Json,
  documents: Documents,
  { from, isAsked }: { readonly from: string | undefined; readonly isAsked: boolean },
): Promise<Parties> {
  const given = await partOf(assertion['badge'], from, documents);
  const named: unknown = given.part?.['issuer'];
  const told = await partOf(named, given.from, documents);
  const { part: issuer } = told;
  const { id, issuerUrl } = addressesOf(issuer ?? {}, named);
  const isTheirs = told.from !== undefined && hostOf(told.from) === hostOf(issuerUrl);
  const isAway = given.isAway || told.isAway;
  if (isTheirs || !isAsked || id === undefined)
    return { badgeClass: given.part, issuer, issuerUrl, isIssuersWord: isTheirs, isAway };
  const own = await documents.read(id);
  const isOwn = own.kind === 'document';
  return {
    badgeClass: given.part,
    issuer: isOwn ? own.document : issuer,
    issuerUrl,
    isIssuersWord: isOwn,
    isAway: isAway || !isOwn,
  };
}

/**
 * Whether an issuer keeps its assertions at an address (Open Badges 2.0, Hosted Verification): at its own host, or where its own
 * profile says so.
 */
export function keepsAt({ issuer, issuerUrl, isIssuersWord }: Parties, url: string): boolean {
  const host = hostOf(url);
  if (host === null) return false;
  if (host === hostOf(issuerUrl)) return true;
  const policy: unknown = listOf(issuer?.['verification'])[0];
  if (!isIssuersWord || !isObject(policy)) return false;
  const origins = listOf(policy['allowedOrigins']).map((one) =>
    rawText(one)?.replace(/^www\./, ''),
  );
  const starts = listOf(policy['startsWith']).map(addressOf);
  return (
    origins.includes(host) ||
    starts.some((start) => start !== undefined && hostOf(start) === host && url.startsWith(start))
  );
}
