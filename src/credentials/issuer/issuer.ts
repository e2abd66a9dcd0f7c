import { createHash } from 'node:crypto';
import { omitUndefined } from '../../base/index.js';
import type { Profile } from './profile.js';

/** Under which name an issuer goes: the name that keys, status lists and badges carry. */
export interface IssuerIdentity {
  /** `default` is the installation's own; a platform's issuer goes by the platform's id. */
  readonly id: string;
  /** did:web, or the https address of a Profile. What badges name as their issuer. */
  readonly profileId: string;
}

/** Who issues: an institution with its own identity and keys. */
export interface Issuer extends IssuerIdentity {
  readonly name: string;
  readonly url: string;
  readonly logoUrl?: string;
  /** What the logo shows, in words. */
  readonly pictureAlt?: string;
  readonly email?: string;
  readonly description?: string;
}

export const DEFAULT_ISSUER = 'default';

/** Whose badges an issuer gives: a platform's, or those of one of its deployments. */
export interface IssuerOf {
  readonly platformId: string;
  readonly deploymentId?: string | undefined;
}

/** What the issuer goes by that one deployment has of its own; deployments have ids that no address could carry. */
export function deploymentIssuerId(platformId: string, deploymentId: string): string {
  const digest = createHash('sha256').update(deploymentId).digest('base64url');
  return `${platformId}-${digest.slice(0, 16)}`;
}

/** The two forms an identity can have. */
export const IDENTITY_FORMS = ['did:web', 'https'] as const;
export type IdentityForm = (typeof IDENTITY_FORMS)[number];

/** The did:web of an origin (did:web 3.1): the port's colon is percent-encoded, a path becomes colons. */
export function didWebOf(origin: string, path: readonly string[] = []): string {
  const host = new URL(origin).host.replaceAll(':', '%3A');
  return ['did', 'web', host, ...path.map((part) => encodeURIComponent(part))].join(':');
}

/** What an issuer of this installation is called in badges. */
export function profileIdOf(publicUrl: string, id: string, form: IdentityForm): string {
  if (form === 'https') return `${publicUrl}/issuers/${id}`;
  return didWebOf(publicUrl, id === DEFAULT_ISSUER ? [] : ['issuers', id]);
}

const LOCAL_ID = /^[\w-]{1,100}$/;

/** The issuer of this installation that goes by a name; null for anybody else's. */
export function issuerIdOf(publicUrl: string, profileId: string): string | null {
  const did = didWebOf(publicUrl);
  if (profileId === did) return DEFAULT_ISSUER;
  const start = [`${did}:issuers:`, `${publicUrl}/issuers/`].find((one) =>
    profileId.startsWith(one),
  );
  const id = start === undefined ? '' : profileId.slice(start.length);
  return LOCAL_ID.test(id) ? id : null;
}

/** The Profile that stands in each badge (OB 3.0, B.1.14). */
export function profileOf(issuer: IssuerIdentity & Partial<Issuer>): Profile {
  const { name, url, logoUrl, pictureAlt: caption, description, email } = issuer;
  return omitUndefined({
    id: issuer.profileId,
    type: ['Profile'],
    name,
    url,
    description,
    email,
    image:
      logoUrl === undefined ? undefined : omitUndefined({ id: logoUrl, type: 'Image', caption }),
  });
}
