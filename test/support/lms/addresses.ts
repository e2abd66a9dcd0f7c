import { createServer } from 'node:net';

/**
 * Each party has a site of its own: the tool `localhost`, a Moodle-like platform `127.0.0.1`, a Canvas-like one addresses that
 * neither of them has. A port alone would not do: cookies do not know ports, and tests of cookies would prove nothing.
 */
export type CanBind = (host: string) => Promise<boolean>;

export const MOODLE_HOST = '127.0.0.1';

/** Where hosted Canvas's three origins listen. */
export interface CanvasHosts {
  readonly school: string;
  readonly signIn: string;
  readonly issuer: string;
}

const OWN: CanvasHosts = { school: '127.0.0.3', signIn: '127.0.0.2', issuer: '127.0.0.1' };
/** A Mac has no further addresses of 127.0.0.0/8. */
const ONE: CanvasHosts = { school: '::1', signIn: '::1', issuer: '::1' };

const tryToBind: CanBind = (host) =>
  new Promise((done) => {
    const probe = createServer().once('error', () => done(false));
    probe.listen(0, host, () => probe.close(() => done(true)));
  });

/** @throws Error where this machine has no address that neither the tool nor a Moodle-like platform has */
export async function findCanvasHosts(canBind: CanBind = tryToBind): Promise<CanvasHosts> {
  for (const hosts of [OWN, ONE]) {
    const all = await Promise.all(Object.values(hosts).map((host: string) => canBind(host)));
    if (all.every(Boolean)) return hosts;
  }
  throw new Error(
    'A Canvas-like platform needs addresses of its own, and this machine has neither 127.0.0.2 and 127.0.0.3 nor ::1.',
  );
}

/** A host as it stands in a URL. */
export const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** Whether an address is a test platform's: the tool alone is called by a name. */
export const isOfPlatform = (url: string): boolean =>
  /^(?:127\.|\[::1\]$)/.test(new URL(url).hostname);
