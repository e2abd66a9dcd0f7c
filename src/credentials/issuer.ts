import type { Profile } from './open-badge.js';

/** Who issues: an institution with its own DID and keys. */
export interface Issuer {
  /** `default` is the installation's own; tenants' issuers have ids of their own. */
  readonly id: string;
  /** did:web, or an https Profile address. What badges name as their issuer. */
  readonly profileId: string;
  readonly name: string;
  readonly url: string;
  readonly logoUrl: string;
  readonly email?: string;
  readonly description?: string;
}

export const DEFAULT_ISSUER = 'default';

/** The did:web of an origin (did:web 3.1): the port's colon is percent-encoded, a path becomes colons. */
export function didWebOf(origin: string, path: readonly string[] = []): string {
  const host = new URL(origin).host.replaceAll(':', '%3A');
  return ['did', 'web', host, ...path.map((part) => encodeURIComponent(part))].join(':');
}

/** The Profile that stands in each badge (OB 3.0, B.1.14). */
export function profileOf(issuer: Issuer): Profile {
  return {
    id: issuer.profileId,
    type: ['Profile'],
    name: issuer.name,
    url: issuer.url,
    ...(issuer.description === undefined ? {} : { description: issuer.description }),
    ...(issuer.email === undefined ? {} : { email: issuer.email }),
    image: { id: issuer.logoUrl, type: 'Image' },
  };
}
