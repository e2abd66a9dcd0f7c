import { createHash } from 'node:crypto';
import type { Check } from '../../credentials/verify/index.js';
import type { Snapshot } from '../check/documents.js';
import type { RecipientMatch } from '../check/recipient.js';
import type { BadgeVersion } from '../open/facts.js';

/** By which way a badge came. */
export type KeptFrom = 'upload' | 'import' | 'ob-api';

/** What is shown of somebody else's badge. None of it is vouched for by anybody but its proof. */
export interface KeptFacts {
  readonly id?: string;
  readonly name: string;
  readonly description?: string;
  readonly criteria?: string;
  readonly criteriaUrl?: string;
  readonly language?: string;
  /** What was given, as its issuer calls it; absent in what was kept before this was read. */
  readonly achievementId?: string;
  readonly issuerName?: string;
  readonly issuerId?: string;
  readonly issuedAt?: string;
  readonly expiresAt?: string;
}

/** A badge of another issuer that a person keeps in their home, byte for byte. Nothing here ever signs or changes it. */
export interface KeptBadge {
  readonly id: string;
  readonly homeId: string;
  /** The same for the same badge, in whichever file it comes. */
  readonly key: string;
  readonly sha256: string;
  readonly size: number;
  readonly format: 'json' | 'jwt' | 'png' | 'svg' | 'pdf';
  readonly version: BadgeVersion;
  readonly from: KeptFrom;
  /** The import that brought it. */
  readonly importId?: string;
  readonly fileName: string;
  readonly keptAt: Date;
  readonly checkedAt: Date;
  /** When it was last found valid. */
  readonly provenAt?: Date;
  readonly verdict: 'valid' | 'invalid' | 'unknown';
  readonly checks: readonly Check[];
  /** The host that its proof shows; null where none did so far. */
  readonly host: string | null;
  readonly recipient: RecipientMatch;
  readonly facts: KeptFacts;
  /** An uploaded picture of `achievements/`, made anew. */
  readonly pictureId?: string;
}

/** With what is too large for lists. */
export interface WholeKeptBadge extends KeptBadge {
  readonly bytes: Uint8Array;
  readonly snapshots: readonly Snapshot[];
}

/** Moodle's addresses of one badge differ by the version that they ask for. */
function plainAddress(id: string): string {
  if (!/^https?:/i.test(id) || !URL.canParse(id)) return id;
  const url = new URL(id);
  url.protocol = 'https:';
  url.hash = '';
  url.searchParams.delete('obversion');
  return url.href.replace(/\/$/, '');
}

/** @returns what two files with the same badge have in common: its identifier, else what they hold */
export const keyOfBadge = (id: string | undefined, sha256: string): string =>
  id === undefined
    ? `bytes:${sha256}`
    : `id:${createHash('sha256').update(plainAddress(id)).digest('base64url')}`;

/** Whether a profile may show a badge: its proof is right, it counts, and it is its person's. */
export const mayBeShown = ({ verdict, recipient }: KeptBadge): boolean =>
  verdict === 'valid' && recipient === 'matches';
