import type { Platform } from './platform.js';

const MOST = 200;

/** @returns the hosts that serve as a platform's name until somebody names it */
function hostsOf({ issuer, authorizationUrl }: Platform): string[] {
  return [issuer, authorizationUrl].flatMap((url) =>
    URL.canParse(url) ? [new URL(url).host] : [],
  );
}

/**
 * Finds the name that a platform states of itself in a launch (LTI 1.3 Core, 5.4.2: `name`, else its product and host).
 * A name that somebody typed is kept.
 * @returns null where the platform has a name, or states none
 */
export function nameFromLaunch(
  platform: Platform,
  said: { readonly name: string; readonly family: string },
): string | null {
  const hosts = hostsOf(platform);
  if (!hosts.includes(platform.name)) return null;
  const name = said.name.replaceAll(/\s+/g, ' ').trim();
  if (name !== '') return name.slice(0, MOST);
  const product = said.family.trim();
  return product === '' ? null : `${product} (${platform.name})`.slice(0, MOST);
}
