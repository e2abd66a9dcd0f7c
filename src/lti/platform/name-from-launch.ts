import type { Platform } from './platform.js';

const MOST = 200;

/** What a platform is called as long as nobody has named it: the host it was registered from, or that it goes by. */
function hostsOf({ issuer, authorizationUrl }: Platform): string[] {
  return [issuer, authorizationUrl].flatMap((url) =>
    URL.canParse(url) ? [new URL(url).host] : [],
  );
}

/**
 * The name that a platform without one gives itself in a launch (LTI 1.3 Core, 5.4.2: `name`, else its product beside its host).
 * A name that somebody typed stays.
 * @returns null where it has a name, or tells none
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
