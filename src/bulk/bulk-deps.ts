import type { Achievements } from '../achievements/index.js';
import type { Audit } from '../audit/index.js';
import type { Awards } from '../awards/index.js';
import type { Clock, Sealer, Settings } from '../base/index.js';
import type { Grades } from '../grades/index.js';
import type { Limits } from '../limits/index.js';
import type { Lti } from '../lti/index.js';
import type { Mail } from '../mail/index.js';
import type { People } from '../people/index.js';
import type { Rules } from '../rules/index.js';
import type { Connection } from '../store/index.js';
import type { Work } from '../work/index.js';
import type { AwardJobStore } from './award-job-store.js';
import type { InvitationStore } from './invitations/invitation-store.js';
import type { JobRowsStore } from './job-rows-store.js';

/** What the room is made from. */
export interface BulkRoomDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record' | 'recordAll'>;
  readonly limits: Pick<Limits, 'count'>;
  readonly work: Pick<Work, 'lease' | 'soon'>;
  readonly people: Pick<People, 'findMany' | 'findByEmails' | 'seen'>;
  readonly settings: Pick<Settings, 'publicUrl'>;
  readonly sealer: Pick<Sealer, 'digest'>;
  readonly mail: Pick<Mail, 'bounceOf' | 'enqueueAll'>;
  readonly lti: {
    readonly contexts: Pick<Lti['contexts'], 'find'>;
    readonly platforms: Pick<Lti['platforms'], 'find'>;
  };
  readonly achievements: Pick<Achievements, 'getVersion'>;
  readonly grades: Pick<Grades, 'roster'>;
  readonly rules: Pick<Rules, 'store'>;
  readonly awards: Pick<Awards, 'store' | 'validity' | 'fulfil'>;
}

/** What its steps work with; each takes a `Pick` of what it uses. */
export interface BulkDeps extends BulkRoomDeps {
  readonly jobs: AwardJobStore;
  readonly rows: JobRowsStore;
  readonly invitations: InvitationStore;
  /** Has a job worked on as soon as a worker is free. */
  readonly queue: (job: {
    readonly id: string;
    readonly platformId: string | null;
  }) => Promise<void>;
}
