import { isIP } from 'node:net';

const hostOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).hostname : null);

const isBelow = (host: string, parent: string): boolean =>
  host === parent || (isIP(host) === 0 && parent.includes('.') && host.endsWith(`.${parent}`));

const isNear = (one: string, other: string): boolean => isBelow(one, other) || isBelow(other, one);

/**
 * Whether addresses are of one site, so that what is meant for one of them may be sent to the others: a description that names
 * somebody else's page of consent, and a token endpoint of its own, would be given that person's tokens (OAuth 2.0 Security Best
 * Current Practice, 4.4: mix-up).
 * @param addresses the first is the one that a person sees
 * @param readAt where they were named: it speaks for names below its own
 */
export function isOfOneSite(addresses: readonly string[], readAt: string): boolean {
  const hosts = addresses.map(hostOf);
  const [shown] = hosts;
  const from = hostOf(readAt);
  if (!shown || from === null) return false;
  return hosts.every(
    (host) =>
      host !== null && (isNear(host, shown) || (isBelow(host, from) && isBelow(shown, from))),
  );
}
