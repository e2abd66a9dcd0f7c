import type { EventEmitter } from 'node:events';
// @ts-expect-error -- not part of the driver's public types
import * as driver from 'mongodb/lib/cmap/connection.js';

/** What is used of the driver's connection to a server; not part of its public types. */
interface DriverConnection {
  readonly closed: boolean;
  readonly socket: EventEmitter;
  cleanup(error: Error): void;
}

interface DriverModule {
  readonly Connection: { readonly prototype: DriverConnection };
}

const isMended = new WeakSet<object>();

/**
 * Ends commands that were written while their connection was closing. A server that goes away ends its connections
 * without an error; the driver (7.8) that writes to such a socket between its end and its `close` waits for `drain`,
 * which never comes, and nothing else ends that wait: `socketTimeoutMS` stops with the socket and `timeoutMS` has no
 * effect. A worker would hold its job, and a request its answer, for ever. Here the wait ends with the error that the
 * driver's other commands on that connection get, so that it is retried as they are. Holds for every client of the
 * process; once is enough.
 */
export function endLostWrites(): void {
  const { prototype } = (driver as DriverModule).Connection;
  if (isMended.has(prototype)) return;
  isMended.add(prototype);
  // oxlint-disable-next-line typescript/unbound-method -- called with its connection below
  const { cleanup } = prototype;
  prototype.cleanup = function (this: DriverConnection, error: Error): void {
    if (this.closed) return;
    cleanup.call(this, error);
    if (this.socket.listenerCount('drain') > 0) this.socket.emit('error', error);
  };
}
