import { LaurelError, omitUndefined, type Clock, type Outbound } from '../../base/index.js';
import type { Credentials } from '../../credentials/index.js';
import type { Check } from '../../credentials/verify/index.js';
import { defineTask, type Workers } from '../../workers/index.js';
import type { BadgeFacts, Opened } from '../open/facts.js';
import type { Answer, Snapshot } from './documents.js';
import type { run } from './older-task.js';

const task = defineTask<typeof run>({
  name: 'verify-older',
  from: import.meta.url,
  module: './older-task',
  lane: 'strangers',
});

/** What checking somebody else's badge found. What could not be found out is `unknown`, never `invalid`. */
export interface CheckedBadge {
  readonly verdict: 'valid' | 'invalid' | 'unknown';
  readonly checks: readonly Check[];
  readonly facts: BadgeFacts;
  /** The host that the proof shows; null where none does. */
  readonly host: string | null;
  readonly snapshots: readonly Snapshot[];
}

export interface CheckDeps {
  readonly clock: Clock;
  readonly workers: Pick<Workers, 'run'>;
  /** The guarded way to addresses that strangers name. */
  readonly outbound: Pick<Outbound, 'fetch'>;
  readonly credentials: Pick<Credentials, 'verify'>;
}

type Badge = Extract<Opened, { kind: 'badge' }>;

/** Verifies a badge of any version. @throws InvalidInput `too_costly`, Unavailable `too_busy` */
export type CheckBadge = (badge: Badge, key: string) => Promise<CheckedBadge>;

const siteOf = ({ host }: URL): string => host.replace(/^www\./, '');

/** Asks a host for what it says. Old badges name http addresses of hosts that have long had https. */
function createFetchOlder({ outbound }: Pick<CheckDeps, 'outbound'>) {
  const ask = async (url: URL): Promise<Answer> => {
    const { status, bytes } = await outbound.fetch(url, {
      headers: { accept: 'application/ld+json, application/json, */*;q=0.1' },
      timeoutMs: 5_000,
      redirects: 3,
      // A page that leads wherever it is told to would let anybody speak for its host.
      mayLeadTo: (next) => siteOf(next) === siteOf(url),
    });
    return { status, bytes };
  };
  return async (address: string): Promise<Answer> => {
    const url = new URL(address);
    try {
      return await ask(url);
    } catch (error) {
      if (!(error instanceof LaurelError)) throw error;
      if (error.code !== 'address_not_https') return null;
      const safe = new URL(url);
      safe.protocol = 'https:';
      return ask(safe).catch(() => null);
    }
  };
}

/** @returns what verifies other issuers' badges of every version */
export function createCheck(deps: CheckDeps): CheckBadge {
  const fetchOlder = createFetchOlder(deps);
  return async (badge, key) => {
    if (badge.version === '3') {
      const { verdict, checks, issuedBy } = await deps.credentials.verify(badge.bytes);
      return { verdict, checks, facts: badge.facts, host: issuedBy?.domain ?? null, snapshots: [] };
    }
    const { document, jws, address } = badge;
    const order = omitUndefined({ document, jws, address, now: deps.clock.now() });
    return deps.workers.run(task, order, { key, calls: { fetchOlder } });
  };
}
