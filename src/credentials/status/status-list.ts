import { createCipheriv, createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { StatusEntry } from '../credential/open-badge.js';
import { VC_V2 } from '../verify/contexts.js';
import { refreshListOf, suspensionListOf } from '../verify/status-entry.js';
import type { StatusPlace } from '../credential/drawn.js';

/**
 * The number of entries: at least 131,072 (Bitstring Status List 1.0, 2.2), so that a place does not identify a badge.
 */
export const LIST_LENGTH = 131_072;
/** How many places of a list are given out before the next list is opened. */
export const LIST_FULL_AT = (LIST_LENGTH * 3) / 4;

export type StatusPurpose = 'revocation' | 'suspension' | 'refresh';

/**
 * @returns the order in which a list gives out its places: a shuffle by the list's secret seed. Each place is given
 *   once, in any number of processes, and no place reveals when it was given
 */
export function placesOf(seed: string): Uint32Array {
  const key = createHash('sha256').update('status list').update(seed).digest();
  const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(
    Buffer.alloc(LIST_LENGTH * 4),
  );
  const places = Uint32Array.from({ length: LIST_LENGTH }, (_, index) => index);
  for (let last = LIST_LENGTH - 1; last > 0; last--) {
    // The bias of scaling 32 random bits is below 2^-15.
    const other = Math.floor((stream.readUInt32LE(last * 4) / 2 ** 32) * (last + 1));
    const swapped = places[last] ?? 0;
    places[last] = places[other] ?? 0;
    places[other] = swapped;
  }
  return places;
}

const compress = promisify(gzip);

/**
 * Encodes `encodedList`: the bits, the first one leftmost, as multibase base64url of GZIP (Bitstring Status List 1.0,
 * 2.3 and 3.3).
 */
export async function encodeList(indices: Iterable<number>): Promise<string> {
  const bits = new Uint8Array(LIST_LENGTH / 8);
  for (const index of indices) bits[index >> 3] = (bits[index >> 3] ?? 0) | (0x80 >> (index & 7));
  return `u${(await compress(bits)).toString('base64url')}`;
}

export const statusListUrl = (publicUrl: string, listId: string): string =>
  `${publicUrl}/status/${listId}`;

/** @returns the address of the list of one purpose; the place of a badge is the same in each */
export function listUrlOf(publicUrl: string, listId: string, purpose: StatusPurpose): string {
  const url = statusListUrl(publicUrl, listId);
  if (purpose === 'revocation') return url;
  return purpose === 'suspension' ? suspensionListOf(url) : refreshListOf(url);
}

/**
 * Builds the entry in a badge (Bitstring Status List 1.0, 2.1). Open Badges 3.0 allows one entry, so its bit is set
 * while the badge is revoked or suspended. Below that list are the list of suspended badges, to distinguish them, and
 * the list of badges with a newer version (docs/decisions/one-address.md). The entry does not name these
 * (`statusReference`): wallets have older copies of the VC 2.0 context, which lack that term.
 */
export function buildStatusEntry(publicUrl: string, place: StatusPlace): StatusEntry {
  const url = statusListUrl(publicUrl, place.listId);
  return {
    id: `${url}#${place.index}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: String(place.index),
    statusListCredential: url,
  };
}

/** Builds the unsigned BitstringStatusListCredential (2.2). */
export function buildStatusListCredential(list: {
  readonly url: string;
  readonly issuer: string;
  readonly purpose: StatusPurpose;
  readonly encodedList: string;
  readonly validFrom: string;
}): object {
  return {
    '@context': [VC_V2],
    id: list.url,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: list.issuer,
    validFrom: list.validFrom,
    credentialSubject: {
      id: `${list.url}#list`,
      type: 'BitstringStatusList',
      statusPurpose: list.purpose,
      encodedList: list.encodedList,
    },
  };
}
