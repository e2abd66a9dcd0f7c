import {
  InvalidInput,
  isAnswer,
  isOk,
  omitUndefined,
  UpstreamFailed,
  type Outbound,
} from '../../base/index.js';
import { OB_PATH } from '../scopes.js';
import { isOfOneSite } from './one-site.js';
import { readDescription, type HostDescription } from './service-description.js';

export const BUDGET = { timeoutMs: 8_000, maxBytes: 524_288 } as const;

/** The address that a person typed, as one of the web. @throws InvalidInput `backpack_address_wrong` */
export function addressOf(typed: string): URL {
  const text = typed.trim();
  const whole = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : null;
  if (url !== null && url.username === '' && url.password === '') return url;
  throw new InvalidInput('backpack_address_wrong', 'This is no address of a backpack.', {
    action: 'Enter the address of its website, such as backpack.example.org.',
  });
}

const unknownHost = (cause?: unknown): UpstreamFailed =>
  new UpstreamFailed(
    'backpack_not_found',
    'There is no backpack at this address that takes badges.',
    {
      action: 'Check the address, or ask whoever runs it whether it has the Open Badges 3.0 API.',
      cause,
    },
  );

/** Where a host's description may be: what was typed, the standard's place, and where earlier versions had it. */
const placesOf = (typed: URL): string[] => {
  const own = typed.pathname === '/' ? [] : [typed.href];
  const known = [
    `${OB_PATH}/discovery`,
    '/.well-known/openbadges',
    '/.well-known/badgeconnect.json',
  ];
  return [...own, ...known.map((path) => new URL(path, typed.origin).href)];
};

const addressesOf = (host: HostDescription): string[] => [
  host.authorizationUrl,
  host.tokenUrl,
  host.refreshUrl,
  host.apiUrl,
  host.registrationUrl,
  ...(host.revocationUrl === undefined ? [] : [host.revocationUrl]),
];

async function revocationOf(
  outbound: Pick<Outbound, 'fetch'>,
  { revocationUrl, tokenUrl }: HostDescription,
): Promise<string | undefined> {
  if (revocationUrl !== undefined) return revocationUrl;
  const place = new URL('/.well-known/oauth-authorization-server', tokenUrl).href;
  try {
    const answer = await outbound.fetch(place, BUDGET);
    const read = isOk(answer) ? (answer.json() as Record<string, unknown>) : {};
    const found = read['revocation_endpoint'];
    const isTheirs = typeof found === 'string' && isOfOneSite([tokenUrl, found], tokenUrl);
    return isTheirs ? found : undefined;
  } catch (error) {
    if (isAnswer(error)) return undefined;
    throw error;
  }
}

/**
 * Finds the backpack at an address that a person typed.
 * @param outbound the guarded way to addresses that strangers name
 * @throws UpstreamFailed `backpack_not_found`
 */
export async function discover(
  outbound: Pick<Outbound, 'fetch'>,
  typed: URL,
): Promise<HostDescription> {
  let cause: unknown;
  for (const place of placesOf(typed)) {
    try {
      const headers = { accept: 'application/json' };
      const answer = await outbound.fetch(place, { ...BUDGET, headers, redirects: 2 });
      const found = isOk(answer) ? readDescription(answer.json(), answer.url) : null;
      if (found !== null && isOfOneSite(addressesOf(found), answer.url))
        return omitUndefined({ ...found, revocationUrl: await revocationOf(outbound, found) });
    } catch (error) {
      if (!isAnswer(error)) throw error;
      cause = error;
    }
  }
  throw unknownHost(cause);
}
