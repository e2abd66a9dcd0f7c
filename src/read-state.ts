import type { Awards } from './awards/index.js';
import { omitUndefined } from './base/index.js';
import type { Checks } from './checks/index.js';
import type { Webhooks } from './events/index.js';
import type { Mail } from './mail/index.js';
import type { State } from './metrics/index.js';
import type { Work } from './work/index.js';

/** What waits in the store, for all processes on it: jobs by name, mail, courses, awards, and platforms that are silent. */
export async function readState(deps: {
  readonly work: Pick<Work, 'backlog'>;
  readonly mail: Pick<Mail, 'backlog'>;
  readonly awards: { readonly store: Pick<Awards['store'], 'backlog'> };
  readonly checks: Pick<Checks, 'backlogs'>;
  readonly webhooks: Pick<Webhooks, 'backlog'>;
}): Promise<State> {
  const [jobs, mail, awards, { courses, silentPlatforms }, webhooks] = await Promise.all([
    deps.work.backlog(),
    deps.mail.backlog(),
    deps.awards.store.backlog(),
    deps.checks.backlogs(),
    deps.webhooks.backlog(),
  ]);
  return {
    queues: { ...jobs, courses, awards, webhooks, ...omitUndefined({ mail: mail ?? undefined }) },
    silentPlatforms,
  };
}
