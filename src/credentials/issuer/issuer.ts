import { createHash } from 'node:crypto';
import { omitUndefined } from '../../base/index.js';
import type { Profile } from './profile.js';

/** The identity of an issuer, which keys, status lists and badges name. */
export interface IssuerIdentity {
  /** The issuer's id: `default` is the installation's own; a platform's issuer has the platform's id. */
  readonly id: string;
  /** did:web, or the https address of a Profile. What badges name as their issuer. */
  readonly profileId: string;
}

/** An institution that issues badges, with its own identity and keys. */
export interface Issuer extends IssuerIdentity {
  readonly name: string;
  readonly url: string;
  readonly logoUrl?: string;
  /** The logo's alternative text. */
  readonly pictureAlt?: string;
  readonly email?: string;
  readonly description?: string;
}

export const DEFAULT_ISSUER = 'default';

/** The platform or deployment whose badges an issuer gives. */
export interface IssuerOf {
  readonly platformId: string;
  readonly deploymentId?: string | undefined;
}

/**
 * @returns the id of an issuer that one deployment has of its own; a digest, since deployment ids do not fit into
 *   addresses
 */
export function deploymentIssuerId(platformId: string, deploymentId: string): string {
  const digest = createHash('sha256').update(deploymentId).digest('base64url');
  return `${platformId}-${digest.slice(0, 16)}`;
}

/** The two kinds of an identity. */
export const IDENTITY_FORMS = ['did:web', 'https'] as const;
export type IdentityForm = (typeof IDENTITY_FORMS)[number];

/**
 * @returns the did:web of an origin (did:web 3.1): the port's colon is percent-encoded, a path's slashes become colons
 */
export function didWebOf(origin: string, path: readonly string[] = []): string {
  const host = new URL(origin).host.replaceAll(':', '%3A');
  return ['did', 'web', host, ...path.map((part) => encodeURIComponent(part))].join(':');
}

/** @returns the Profile that each badge contains (OB 3.0, B.1.14) */
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
