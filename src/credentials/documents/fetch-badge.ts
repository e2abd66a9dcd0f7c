import { LaurelError, UpstreamFailed, type Outbound } from '../../base/index.js';
import type { Addresses } from '../issuer/addresses.js';
import type { Credential } from '../credential/credential.js';

/** Fetches a badge by its address; a badge of this installation is read without the network. */
export type FetchBadge = (url: string) => Promise<string | Uint8Array>;

/** @returns a function that fetches badges */
export function createFetchBadge(deps: {
  readonly addresses: Pick<Addresses, 'pathOf'>;
  readonly outbound: Pick<Outbound, 'fetch'>;
  readonly find: (id: string) => Promise<Credential | null>;
}): FetchBadge {
  const { addresses, outbound, find } = deps;
  const unreachable = (cause?: unknown) =>
    new UpstreamFailed('badge_unreachable', 'There is no badge to be had at that address.', {
      action: 'Open the address yourself: is it shared, and does it need a password?',
      cause,
    });
  return async (url) => {
    if ((await addresses.pathOf(url))?.startsWith('/credentials/') === true) {
      const [, , id = ''] = new URL(url).pathname.split('/');
      const own = await find(id.replace(/\.json$/, ''));
      if (own === null || own.visibility === 'private') throw unreachable();
      return own.json;
    }
    try {
      const answer = await outbound.fetch(url, {
        headers: {
          accept:
            'application/vc, application/vc+jwt, application/ld+json, application/json, application/jwt, text/plain, image/*, application/pdf, */*;q=0.1',
        },
        redirects: 3,
        timeoutMs: 8_000,
      });
      if (answer.status !== 200) throw unreachable();
      return answer.bytes;
    } catch (error) {
      if (error instanceof LaurelError && error.code === 'badge_unreachable') throw error;
      throw unreachable(error);
    }
  };
}
