import type { Credential } from '../credential.js';
import type { FILE_TYPES } from '../files/badge-files.js';
import type { OpenBadgeCredential } from '../open-badge.js';

/** Words by key: `req.t`. */
export type Translate = (key: string, values?: Readonly<Record<string, unknown>>) => string;

export interface KeepFile {
  readonly href: string;
  readonly label: string;
  readonly help: string;
}

/** What a learner can take away or put elsewhere; views/partials/keep-badge.hbs shows it. */
export interface ShareKit {
  readonly files: readonly KeepFile[];
  /** Where a form is posted to that opens the way into a wallet. */
  readonly wallet: string;
  /** Absent while the badge is private: these lead others to its page. */
  readonly sharing?: {
    readonly address: string;
    readonly qr: string;
    readonly linkedIn: string;
    readonly embed: string;
    readonly signature: string;
    readonly text: string;
    readonly jsonResume: string;
  };
}

const KINDS = ['png', 'pdf', 'json', 'svg', 'jwt', 'zip'] as const satisfies (
  'json' | keyof typeof FILE_TYPES
)[];

const escapeHtml = (text: string) =>
  text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

/**
 * LinkedIn's "add to profile" with every field it takes.
 * @see https://addtoprofile.linkedin.com/
 */
export function linkedInUrl(badge: OpenBadgeCredential): string {
  const month = (time: string) => new Date(time).getUTCMonth() + 1;
  const year = (time: string) => new Date(time).getUTCFullYear();
  const { awardedDate, validUntil } = badge;
  const fields = {
    startTask: 'CERTIFICATION_NAME',
    name: badge.name,
    organizationName: badge.issuer.name ?? badge.issuer.id,
    issueYear: year(awardedDate),
    issueMonth: month(awardedDate),
    ...(validUntil === undefined
      ? {}
      : { expirationYear: year(validUntil), expirationMonth: month(validUntil) }),
    certUrl: badge.id,
    certId: badge.id.split('/').at(-1) ?? badge.id,
  };
  const query = Object.entries(fields).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return `https://www.linkedin.com/profile/add?${query.join('&')}`;
}

function embedHtml(badge: OpenBadgeCredential): string {
  const title = escapeHtml(badge.name);
  return `<iframe src="${badge.id}/embed" title="${title}" width="320" height="300" loading="lazy" style="border:0"></iframe>`;
}

function signatureHtml(badge: OpenBadgeCredential): string {
  const name = escapeHtml(badge.name);
  return `<a href="${badge.id}"><img src="${badge.id}.png" width="96" height="96" alt="${name}" style="border:0"></a>`;
}

/** @see https://jsonresume.org/schema (certificates) */
function jsonResume(badge: OpenBadgeCredential): string {
  const certificate = {
    name: badge.name,
    date: badge.awardedDate.slice(0, 10),
    issuer: badge.issuer.name ?? badge.issuer.id,
    url: badge.id,
  };
  return JSON.stringify({ certificates: [certificate] }, null, 2);
}

/** Everything a learner can do with a badge outside of here. Pure. */
export function buildShareKit(credential: Credential, t: Translate): ShareKit {
  const badge = JSON.parse(credential.json) as OpenBadgeCredential;
  const path = `/credentials/${credential.id}`;
  const files = KINDS.map((kind) => ({
    href: `${path}.${kind}`,
    label: t(`keep.file.${kind}.label`),
    help: t(`keep.file.${kind}.help`),
  }));
  const wallet = `${path}/wallet`;
  if (credential.visibility === 'private') return { files, wallet };
  const issuer = badge.issuer.name ?? badge.issuer.id;
  const values = { badge: badge.name, issuer, date: badge.awardedDate.slice(0, 10), url: badge.id };
  return {
    files,
    wallet,
    sharing: {
      address: badge.id,
      qr: `${path}/qr.svg`,
      linkedIn: linkedInUrl(badge),
      embed: embedHtml(badge),
      signature: signatureHtml(badge),
      text: t('keep.plainText', values),
      jsonResume: jsonResume(badge),
    },
  };
}
