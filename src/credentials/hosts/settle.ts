import type { IssuerHost } from './issuer-host.js';
import type { HostChange } from './issuer-host-store.js';
import { outcomeOf, provenBy, type ProofReport } from './look-for-proof.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A proof that is not there is looked for once more before it counts as lost: records are changed in steps. */
const MISSING_FOR_MS = HOUR_MS;
/** How long nobody may be able to say whether a proof is there: a name server or a network that fails is mended in days. */
const UNKNOWN_FOR_MS = 7 * DAY_MS;

/**
 * Says what a look at the proof of a host comes to. Unknown is not missing, until it has lasted for a week. Pure.
 * @returns what changes, and when the next look is due
 */
export function settle(host: IssuerHost, report: ProofReport | 'found', now: Date): HostChange {
  const { method = 'dns' } = host;
  const outcome = report === 'found' ? report : outcomeOf(report, method);
  const after = (ms: number) => new Date(now.getTime() + ms);
  if (outcome === 'found')
    return {
      method: (report === 'found' ? undefined : provenBy(report)) ?? method,
      checkedAt: now,
      checkAt: after(DAY_MS),
      missingSince: undefined,
      unknownSince: undefined,
      lostAt: undefined,
    };
  const since = { missing: host.missingSince, unknown: host.unknownSince }[outcome] ?? now;
  const limit = outcome === 'missing' ? MISSING_FOR_MS : UNKNOWN_FOR_MS;
  const isLost = now.getTime() - since.getTime() >= limit;
  return {
    checkedAt: now,
    checkAt: after(HOUR_MS),
    missingSince: outcome === 'missing' ? since : host.missingSince,
    unknownSince: outcome === 'missing' ? undefined : since,
    lostAt: host.lostAt ?? (isLost ? now : undefined),
  };
}
