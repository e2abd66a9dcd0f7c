import { NotAllowed } from '../../base/index.js';
import type { Platform } from './platform.js';

/** Normalizes an issuer for comparison: host in lower case, without default port, trailing slash and scheme. */
function readAs(issuer: string): string {
  if (!URL.canParse(issuer)) return issuer;
  const { host, pathname, search } = new URL(issuer);
  const path = pathname.endsWith('/') ? pathname.slice(0, -1) : pathname;
  return `${host}${path}${search}`;
}

/**
 * Whether two issuers are spellings of one address. They remain two issuers: OpenID Connect compares issuers character
 * by character (Core 1.0, 3.1.3.7).
 */
export const isSpelledOtherwise = (one: string, other: string): boolean =>
  one !== other && readAs(one) === readAs(other);

/** @returns the spellings of an address that are likeliest to be registered */
function spellingsOf(issuer: string): string[] {
  if (!URL.canParse(issuer)) return [];
  const read = readAs(issuer);
  const bare = [`https://${read}`, `http://${read}`];
  return [...bare, ...bare.map((each) => `${each}/`)].filter((each) => each !== issuer);
}

/** Finds the platforms whose registered issuer is another spelling of the same address. */
export async function findSpelledOtherwise(
  platforms: { findByIssuer(issuer: string): Promise<readonly Platform[]> },
  issuer: string,
): Promise<Platform[]> {
  const found = await Promise.all(spellingsOf(issuer).map((each) => platforms.findByIssuer(each)));
  return found.flat();
}

/** Says how two spellings of one address differ, as part of a message. */
export function differenceOf(registered: string, told: string): string {
  const ends = registered.endsWith('/');
  if (ends !== told.endsWith('/'))
    return ends ? 'with a slash at its end' : 'without a slash at its end';
  return 'spelled otherwise';
}

/** The error for a platform whose launches spell its issuer otherwise than it is registered. */
export function issuerDiffers(registered: string, told: string): NotAllowed {
  return new NotAllowed(
    'issuer_differs',
    `Your learning platform calls itself “${told}”, and it is registered here as “${registered}”, ${differenceOf(registered, told)}.`,
    {
      action:
        'The administrator of Laurel registers it once more, exactly as it calls itself, or the learning platform’s address is set to the registered one.',
      values: { told, registered },
      cause: new Error('iss is the registered issuer, spelled otherwise'),
    },
  );
}
