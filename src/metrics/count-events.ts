import type { EventName, OperatorEvent, OperatorEvents } from '../base/index.js';
import type { Instruments } from './instruments.js';
import { methodLabel, statusLabel } from './labels.js';

const NO_PLATFORM = 'none';

type Counters = { readonly [N in EventName]: (fields: OperatorEvents[N]) => void };

const seconds = (ms: number): number => ms / 1_000;

/** What each event counts. */
function createCounters(meters: Instruments, platformOf: (id: string) => string): Counters {
  const countChange = (change: string) => () => meters.badgeChanges.inc({ change });
  const countJob =
    (outcome: string) =>
    ({ job, ms }: OperatorEvents['job_done']) => {
      meters.jobs.inc({ job, outcome });
      meters.jobSeconds.observe({ job }, seconds(ms));
    };
  return {
    request({ method, route, status, ms }) {
      meters.requests.inc({ method: methodLabel(method), route, status: String(status) });
      meters.requestSeconds.observe({ route }, seconds(ms));
    },
    launched: ({ platformId }) => meters.launches.inc({ platform: platformOf(platformId) }),
    course_checked({ scope, outcome, platformId, ms, calls, rows }) {
      meters.checks.inc({ scope, outcome, platform: platformOf(platformId) });
      meters.checkSeconds.observe({ scope }, seconds(ms));
      meters.checkCalls.inc(calls);
      meters.gradesRead.inc(rows);
    },
    badge_issued: ({ platformId }) =>
      meters.issued.inc({
        platform: platformId === undefined ? NO_PLATFORM : platformOf(platformId),
      }),
    badge_revoked: ({ isReplaced }) =>
      meters.badgeChanges.inc({ change: isReplaced ? 'replaced' : 'revoked' }),
    badge_suspended: countChange('suspended'),
    badge_reinstated: countChange('reinstated'),
    mail_sent: () => meters.mails.inc({ outcome: 'sent' }),
    mail_given_up: () => meters.mails.inc({ outcome: 'given_up' }),
    platform_silent: ({ platformId }) => meters.silences.inc({ platform: platformOf(platformId) }),
    platform_back: () => undefined,
    job_done: countJob('done'),
    job_failed: countJob('failed'),
    called({ status, ms }) {
      meters.outbound.inc({ status: statusLabel(status) });
      meters.outboundSeconds.observe(seconds(ms));
    },
  };
}

/** Counts each event that operators are told of. @param platformOf the label of a platform's id */
export function countEvents(
  meters: Instruments,
  platformOf: (id: string) => string,
): (event: OperatorEvent) => void {
  const counters = createCounters(meters, platformOf);
  return ({ name, fields }) => (counters[name] as (fields: object) => void)(fields);
}
