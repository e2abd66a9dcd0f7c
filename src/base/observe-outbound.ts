import { LaurelError } from './errors.js';
import type { Events } from './events.js';
import { countCall } from './log-context.js';
import type { Outbound } from './outbound.js';

/** Wraps outbound requests: each call is counted in its run and reported with how it ended, never with its address. */
export function observeOutbound(outbound: Outbound, events: Pick<Events, 'tell'>): Outbound {
  return {
    async fetch(url, request) {
      const begun = performance.now();
      let status = 'failed';
      countCall();
      try {
        const response = await outbound.fetch(url, request);
        status = String(response.status);
        return response;
      } catch (error) {
        if (error instanceof LaurelError) status = error.code;
        throw error;
      } finally {
        events.tell('called', { status, ms: performance.now() - begun });
      }
    },
    close: () => outbound.close(),
  };
}
