import { UpstreamFailed, type Outbound } from '../base/index.js';
import type { HoldWatch } from '../store/index.js';

/**
 * Wraps the way to learning platforms' services: while a restored store waits for its operator, no grade is read and no score is
 * sent, because what was done after the backup is not known here.
 * @throws (on a request) UpstreamFailed `store_held`
 */
export function holdOutbound(outbound: Outbound, hold: HoldWatch): Outbound {
  return {
    async fetch(url, request) {
      if (await hold.isHeld())
        throw new UpstreamFailed(
          'store_held',
          'Laurel was restored from a backup and waits for its operator.',
          { action: 'The operator lets it go on with `npm run store -- release`.' },
        );
      return outbound.fetch(url, request);
    },
    close: () => outbound.close(),
  };
}
