import type { Request, Response } from 'express';
import type { Achievements } from '../achievements/index.js';
import type { AwardStore } from '../awards/index.js';
import type { Usage } from '../usage/index.js';
import type { Audit } from '../audit/index.js';
import type { Clock, Outbound, Settings } from '../base/index.js';
import type { Webhooks } from '../events/index.js';
import type { Credentials } from '../credentials/index.js';
import type { Imports } from '../imports/index.js';
import type { Limits } from '../limits/index.js';
import type { OAuth } from '../oauth/index.js';
import type { Lti } from '../lti/index.js';
import type { Skills } from '../skills/index.js';
import type { Successions } from '../succession/index.js';
import type { Mail } from '../mail/index.js';
import type { PathwayApprovals } from '../pathways/index.js';
import type { People } from '../people/index.js';
import type { Retention } from '../retention/index.js';
import type { RuleStore } from '../rules/index.js';
import type { Connection } from '../store/index.js';
import type { Web } from '../web/index.js';
import type { Approvals } from '../course/index.js';
import type { Workers } from '../workers/index.js';
import type { Visitor, Within } from './visitor.js';

/** One line of the health page, written by another room. */
export interface HealthLine {
  readonly label: string;
  readonly text: string;
  readonly kind: 'success' | 'warn' | 'error' | 'info';
  /** What went wrong, in one sentence. */
  readonly detail?: string;
  /** When the line's state was observed; shown beside the text. */
  readonly at?: Date;
}

type RecordQueries = 'listByPersons' | 'listEnding' | 'listByPerson' | 'listRenewing' | 'findByIds';

/** What the administrators' pages work with. */
export interface AdminDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly outbound: Outbound;
  readonly settings: Settings;
  readonly audit: Audit;
  readonly web: Pick<Web, 'page' | 'sessions' | 'proceed'>;
  readonly lti: Lti;
  readonly achievements: Pick<
    Achievements,
    | 'addPicture'
    | 'addWidePicture'
    | 'hasPicture'
    | 'get'
    | 'getVersion'
    | 'findVersions'
    | 'findOwners'
    | 'listBySkills'
    | 'countByTerms'
  >;
  readonly people: Pick<People, 'findMany'>;
  readonly rules: { readonly store: Pick<RuleStore, 'findMany'> };
  readonly credentials: Pick<
    Credentials,
    | 'find'
    | 'findByAwards'
    | 'issuers'
    | 'hosts'
    | 'keys'
    | 'countSignedBy'
    | 'previewCertificate'
    | 'documentLook'
  >;
  readonly mail: Pick<Mail, 'health' | 'list' | 'outbox'>;
  readonly grades: {
    readonly connections: {
      isConnected(of: { platformId: string; deploymentId: string }): Promise<boolean>;
    };
  };
  readonly limits: Pick<Limits, 'spend'>;
  readonly workers: Pick<Workers, 'run'>;
  readonly approvals: Approvals;
  readonly pathways: { readonly approvals: PathwayApprovals };
  readonly imports: Pick<Imports, 'runs'>;
  readonly skills: Skills;
  readonly retention: Pick<Retention, 'preview' | 'choose'>;
  readonly successions: Successions;
  readonly usage: Pick<Usage, 'ofPlatform'>;
  readonly awards: { readonly store: Pick<AwardStore, RecordQueries | 'countGiven' | 'findFor'> };
  readonly webhooks: Webhooks;
  readonly oauth: Pick<OAuth, 'make' | 'list' | 'revoke' | 'clients'>;
  /** @returns the lines of the health page, such as the last check and the queue: of one platform, or of all */
  readonly health: (within: Within, req: Request) => Promise<readonly HealthLine[]>;
}

/** Shows one of the administrators' pages with its tabs. */
export type ShowPage = (
  req: Request,
  res: Response,
  visitor: Visitor,
  page: { view: string; current: string; model: object; status?: number },
) => Promise<void>;

/** The tabs that every administrator sees. */
export const TABS = [
  'overview',
  'platforms',
  'approvals',
  'invitations',
  'keys',
  'issuer',
  'counts',
  'record',
  'imports',
  'skills',
  'taxonomy',
  'outbox',
  'audit',
  'retention',
  'api',
] as const;

/** The tabs that the operator sees beside {@link TABS}. */
export const OPERATOR_TABS = new Set<string>(['invitations', 'keys']);
