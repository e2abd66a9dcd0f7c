import { omitUndefined } from '../../base/index.js';
import { addressIdOf, pageUrlOf } from '../credential/address.js';
import { badgeOf } from '../credential/badge-of.js';
import type { Credential } from '../credential/credential.js';
import { nameIssuer } from '../credential/name-issuer.js';
import type { FILE_TYPES } from '../files/badge-files.js';
import type { OpenBadgeCredential } from '../credential/open-badge.js';
import { plainText } from '../../open-badges/index.js';

/** Translates a key, as `req.t` does. */
export type Translate = (key: string, values?: Readonly<Record<string, unknown>>) => string;

export interface KeepFile {
  readonly href: string;
  readonly label: string;
  readonly help: string;
}

/** What a learner can download or share elsewhere; views/partials/keep-badge.hbs shows it. */
export interface ShareKit {
  readonly files: readonly KeepFile[];
  /** The path of the form that opens the way into a wallet. */
  readonly wallet: string;
  /** Absent while the badge is private: these links lead others to its page. */
  readonly sharing?: {
    readonly address: string;
    readonly qr: string;
    readonly linkedIn: string;
    readonly embed: string;
    readonly signature: string;
    /** The text of a post, and the picture that goes with it. */
    readonly post: string;
    readonly card: string;
    readonly text: string;
    readonly jsonResume: string;
  };
}

const KINDS = ['png', 'pdf', 'json', 'svg', 'jwt', 'zip'] as const satisfies (
  | 'json'
  | keyof typeof FILE_TYPES
)[];

const escapeHtml = (text: string) =>
  text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

/**
 * LinkedIn's "add to profile" with every field it takes.
 * @see https://addtoprofile.linkedin.com/
 */
export function linkedInUrl(badge: OpenBadgeCredential, address: string): string {
  const month = (time: string) => new Date(time).getUTCMonth() + 1;
  const year = (time: string) => new Date(time).getUTCFullYear();
  const { awardedDate, validUntil } = badge;
  const fields = omitUndefined({
    startTask: 'CERTIFICATION_NAME',
    name: badge.name,
    organizationName: badge.issuer.name ?? badge.issuer.id,
    issueYear: year(awardedDate),
    issueMonth: month(awardedDate),
    expirationYear: validUntil === undefined ? undefined : year(validUntil),
    expirationMonth: validUntil === undefined ? undefined : month(validUntil),
    certUrl: address,
    certId: address.split('/').at(-1) ?? address,
  });
  const query = Object.entries(fields).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return `https://www.linkedin.com/profile/add?${query.join('&')}`;
}

function embedHtml(badge: OpenBadgeCredential, address: string): string {
  const title = escapeHtml(badge.name);
  return `<iframe src="${address}/embed" title="${title}" width="320" height="330" loading="lazy" style="border:0"></iframe>`;
}

function signatureHtml(badge: OpenBadgeCredential, address: string): string {
  const name = escapeHtml(badge.name);
  return `<a href="${address}"><img src="${address}.png" width="96" height="96" alt="${name}" style="border:0"></a>`;
}

/** @see https://jsonresume.org/schema (certificates) */
function jsonResume(badge: OpenBadgeCredential, address: string): string {
  const certificate = {
    name: badge.name,
    date: badge.awardedDate.slice(0, 10),
    issuer: badge.issuer.name ?? badge.issuer.id,
    url: address,
  };
  return JSON.stringify({ certificates: [certificate] }, null, 2);
}

const pathOf = (credential: Pick<Credential, 'id' | 'addressId'>): string =>
  `/credentials/${addressIdOf(credential)}`;

/** @returns the formats that everybody who sees a badge may download */
export const keepFiles = (
  credential: Pick<Credential, 'id' | 'addressId'>,
  t: Translate,
): KeepFile[] =>
  KINDS.map((kind) => ({
    href: `${pathOf(credential)}.${kind}${kind === 'png' ? '?download' : ''}`,
    label: t(`keep.file.${kind}.label`),
    help: t(`keep.file.${kind}.help`),
  }));

/**
 * Builds everything that a learner can do with a badge outside of this tool. A pure function.
 * @param badge the credential's text, parsed
 */
export function buildShareKit(
  credential: Credential,
  t: Translate,
  badge: OpenBadgeCredential = badgeOf(credential),
): ShareKit {
  const path = pathOf(credential);
  const files = keepFiles(credential, t);
  const wallet = `${path}/wallet`;
  if (credential.visibility === 'private') return { files, wallet };
  const issuer = nameIssuer(badge.issuer);
  const address = pageUrlOf(credential, badge.id);
  const values = { badge: badge.name, issuer, date: badge.awardedDate.slice(0, 10), url: address };
  return {
    files,
    wallet,
    sharing: {
      address,
      qr: `${path}/qr.svg`,
      linkedIn: linkedInUrl(badge, address),
      embed: embedHtml(badge, address),
      signature: signatureHtml(badge, address),
      post: t('keep.postText', {
        badge: badge.name,
        issuer,
        canDo: plainText(badge.credentialSubject.achievement.description),
        url: address,
      }),
      card: `${path}/card.png?download`,
      text: t('keep.plainText', values),
      jsonResume: jsonResume(badge, address),
    },
  };
}
