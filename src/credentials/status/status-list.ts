import { createCipheriv, createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { StatusEntry } from '../credential/open-badge.js';
import { VC_V2 } from '../verify/contexts.js';
import { refreshListOf, suspensionListOf } from '../verify/status-entry.js';
import type { StatusPlace } from '../credential/drawn.js';

/** Bitstring Status List 1.0, 2.2: at least 131,072 entries, so that a place in it hides in a crowd. */
export const LIST_LENGTH = 131_072;
/** A list takes no more badges once three quarters of it are given out. */
export const LIST_FULL_AT = (LIST_LENGTH * 3) / 4;

export type StatusPurpose = 'revocation' | 'suspension' | 'refresh';

/**
 * The order in which a list gives out its places: a shuffle that follows from the list's secret seed.
 * Counting through it gives each place once, to any number of processes, and no place tells when it was given.
 */
export function placesOf(seed: string): Uint32Array {
  const key = createHash('sha256').update('status list').update(seed).digest();
  const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(
    Buffer.alloc(LIST_LENGTH * 4),
  );
  const places = Uint32Array.from({ length: LIST_LENGTH }, (_, index) => index);
  for (let last = LIST_LENGTH - 1; last > 0; last--) {
    // 32 random bits scaled down: the bias is below 2^-15.
    const other = Math.floor((stream.readUInt32LE(last * 4) / 2 ** 32) * (last + 1));
    const swapped = places[last] ?? 0;
    places[last] = places[other] ?? 0;
    places[other] = swapped;
  }
  return places;
}

const compress = promisify(gzip);

/** `encodedList`: the bits, first bit leftmost, as multibase base64url of GZIP (2.3 and 3.3). */
export async function encodeList(indices: Iterable<number>): Promise<string> {
  const bits = new Uint8Array(LIST_LENGTH / 8);
  for (const index of indices) bits[index >> 3] = (bits[index >> 3] ?? 0) | (0x80 >> (index & 7));
  return `u${(await compress(bits)).toString('base64url')}`;
}

export const statusListUrl = (publicUrl: string, listId: string): string =>
  `${publicUrl}/status/${listId}`;

/** The address of the list of one purpose; the places of a badge are the same in each. */
export function listUrlOf(publicUrl: string, listId: string, purpose: StatusPurpose): string {
  const url = statusListUrl(publicUrl, listId);
  if (purpose === 'revocation') return url;
  return purpose === 'suspension' ? suspensionListOf(url) : refreshListOf(url);
}

/**
 * The entry in a badge (2.1). Open Badges 3.0 has room for one entry alone, so its bit is set while the
 * badge is revoked or suspended; below that list are the one of suspended badges, to tell them apart, and the one of badges
 * with a newer version (docs/decisions/one-address.md). They are not named here (`statusReference`): wallets have older
 * copies of the VC 2.0 context, which lack that term.
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

/** The unsigned BitstringStatusListCredential (2.2). */
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
