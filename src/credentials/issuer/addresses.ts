import { DEFAULT_ISSUER, didWebOf, IDENTITY_FORMS, type IdentityForm } from './issuer.js';

/**
 * The addresses of this installation: those below PUBLIC_URL, and those on hosts that issuers have proven to be theirs.
 * An origin is `https://host`, without a slash at its end.
 */
export interface Addresses {
  readonly publicUrl: string;
  /** @returns the origin under which new documents of an issuer are found: its own host's, or PUBLIC_URL */
  originOf(issuerId: string): Promise<string>;
  /** Lists every origin that documents of an issuer may name, the one of new documents first. */
  originsOf(issuerId: string): Promise<string[]>;
  /** @returns the issuer that an origin was proven to belong to; null for PUBLIC_URL and for all others */
  issuerAt(origin: string): Promise<string | null>;
  /** @returns the path of an address of this installation; null for any other */
  pathOf(url: string): Promise<string | null>;
}

/** The addresses of an installation without any issuer's own host. */
export const plainAddresses = (publicUrl: string): Addresses => ({
  publicUrl,
  originOf: () => Promise.resolve(publicUrl),
  originsOf: () => Promise.resolve([publicUrl]),
  issuerAt: () => Promise.resolve(null),
  pathOf: (url) => Promise.resolve(pathBelow(publicUrl, url)),
});

/** @returns the path of an address below an origin; null for any other */
export const pathBelow = (origin: string, url: string): string | null =>
  url.startsWith(`${origin}/`) ? url.slice(origin.length) : null;

const DID_HOST = /^did:web:([^:#]+)/;

/**
 * @returns the origin of an issuer of this installation by its identity. It is in what was signed, and therefore the
 *   same whichever host the issuer uses later
 */
export function originOfIdentity(publicUrl: string, profileId: string): string {
  const own = didWebOf(publicUrl);
  const isPublic =
    profileId === own || profileId.startsWith(`${own}:`) || profileId.startsWith(`${publicUrl}/`);
  if (isPublic) return publicUrl;
  const [, host] = DID_HOST.exec(profileId) ?? [];
  if (host !== undefined) return `https://${decodeURIComponent(host)}`;
  return URL.canParse(profileId) ? new URL(profileId).origin : publicUrl;
}

/**
 * @returns how badges name an issuer at an origin. On its own host an issuer is the host: its did:web has no path
 */
export function profileIdAt(
  { publicUrl, origin }: { readonly publicUrl: string; readonly origin: string },
  id: string,
  form: IdentityForm,
): string {
  if (form === 'https') return `${origin}/issuers/${id}`;
  const hasPath = origin === publicUrl && id !== DEFAULT_ISSUER;
  return didWebOf(origin, hasPath ? ['issuers', id] : []);
}

const LOCAL_ID = /^[\w-]{1,100}$/;

/** @returns the id of the issuer below PUBLIC_URL with that identity; null for any other */
function publicIssuerIdOf(publicUrl: string, profileId: string): string | null {
  const did = didWebOf(publicUrl);
  if (profileId === did) return DEFAULT_ISSUER;
  const start = [`${did}:issuers:`, `${publicUrl}/issuers/`].find((one) =>
    profileId.startsWith(one),
  );
  const id = start === undefined ? '' : profileId.slice(start.length);
  return LOCAL_ID.test(id) ? id : null;
}

/** @returns the id of the issuer of this installation with that identity; null for any other */
export async function issuerIdOf(
  { publicUrl, issuerAt }: Pick<Addresses, 'publicUrl' | 'issuerAt'>,
  profileId: string,
): Promise<string | null> {
  const origin = originOfIdentity(publicUrl, profileId);
  if (origin === publicUrl) return publicIssuerIdOf(publicUrl, profileId);
  const id = await issuerAt(origin);
  if (id === null) return null;
  const isNamed = IDENTITY_FORMS.some(
    (form) => profileIdAt({ publicUrl, origin }, id, form) === profileId,
  );
  return isNamed ? id : null;
}
