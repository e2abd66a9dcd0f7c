import type { Achievements } from '../achievements/index.js';
import type { Audit } from '../audit/index.js';
import type { Awards } from '../awards/index.js';
import type { Clock, Logger, Sealer, Settings } from '../base/index.js';
import type { Bulk } from '../bulk/index.js';
import type { Checks } from '../checks/index.js';
import type { Credentials } from '../credentials/index.js';
import type { Feed, Webhooks } from '../events/index.js';
import type { Endorsements } from '../endorsements/index.js';
import type { Imports } from '../imports/index.js';
import type { Limits } from '../limits/index.js';
import type { Lti } from '../lti/index.js';
import type { OAuth } from '../oauth/index.js';
import type { Pathways } from '../pathways/index.js';
import type { People } from '../people/index.js';
import type { Skills } from '../skills/index.js';
import type { Rules } from '../rules/index.js';
import type { Connection } from '../store/index.js';
import type { Web } from '../web/index.js';
import type { ListTenants } from './http/cursor.js';

/** What {@link createApi} works with. */
export interface ApiDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
  readonly sealer: Sealer;
  readonly settings: Pick<Settings, 'apiCallsAMinute' | 'publicUrl'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly limits: Pick<Limits, 'count'>;
  readonly oauth: Pick<OAuth, 'authenticate'>;
  readonly feed: Pick<Feed, 'read' | 'latest' | 'placeOf' | 'isKept'>;
  readonly webhooks: Webhooks;
  readonly web: Pick<Web, 'page' | 'chooseLocale' | 'afterAnswer'>;
  readonly lti: Pick<Lti, 'platforms' | 'deployments' | 'contexts'>;
  readonly people: Pick<People, 'find' | 'findMany' | 'listOfPlatform' | 'exportData' | 'erase'>;
  readonly achievements: Achievements;
  readonly credentials: Credentials;
  readonly rules: Pick<Rules, 'store'>;
  readonly awards: Pick<Awards, 'store' | 'validity' | 'fulfil' | 'correct'>;
  readonly bulk: Bulk;
  readonly endorsements: Pick<Endorsements, 'store' | 'invite' | 'setHidden'>;
  readonly imports: Pick<Imports, 'runs'>;
  readonly pathways: Pick<Pathways, 'store' | 'walks'>;
  readonly skills: Skills;
  readonly checks: Pick<Checks, 'store' | 'queue'>;
  /** Pauses, resumes or confirms a rule, as its instructor does. @returns whether anything changed */
  readonly changeRule: (
    tenant: { platformId: string; deploymentId: string; contextId: string },
    id: string,
    change: 'pause' | 'resume' | 'confirm',
    actor: string,
  ) => Promise<boolean>;
}

/** What the resources work with: the rooms below, and the tenants. */
export interface ResourceDeps extends ApiDeps {
  readonly listTenants: ListTenants;
}
