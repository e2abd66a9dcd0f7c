import type { Audit } from '../audit/index.js';
import type { Clock, Logger, Outbound, Sealer, Settings } from '../base/index.js';
import type { Connection } from '../store/index.js';
import type { Workers } from '../workers/index.js';
import { createAccessTokens, type AccessTokens } from './services/access-tokens.js';
import { createAgs, type Ags } from './services/ags.js';
import type { Context, ContextLink } from './course/context.js';
import { createContextStore } from './course/context-store.js';
import { createCourses } from './course/courses.js';
import { createDeploymentStore, type DeploymentStore } from './platform/deployment-store.js';
import { createInvitationStore, type InvitationStore } from './registration/invitation-store.js';
import { createSetUpTickets, type SetUpTickets } from './registration/set-up-ticket.js';
import { createNrps, type Nrps } from './services/nrps.js';
import { createTeacherStore } from './course/teacher-store.js';
import { keepPlaces, type KeptPlaces } from './platform/kept-places.js';
import { createPlatformStore, type PlatformStore } from './platform/platform-store.js';
import { createSend } from './services/send.js';
import { createServiceClient } from './services/service-client.js';
import { createSharedSecrets } from './keys/shared-secret-store.js';
import { createToolKeyStore } from './keys/tool-key-store.js';
import { createToolKeys, type ToolKeys } from './keys/tool-keys.js';
import type { TenantKey } from './course/tenant.js';

/** What this room needs in every process: the server, a worker or the command line. */
export interface LtiBase {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Logger;
  readonly outbound: Outbound;
  /** Outbound requests to services (AGS, NRPS, tokens), where these are paced; launches are not. */
  readonly serviceOutbound?: Outbound;
  readonly sealer: Sealer;
  /** The worker processes that parse long answers of platforms; absent on the command line. */
  readonly workers?: Pick<Workers, 'run'>;
  readonly audit: Audit;
  readonly settings: Pick<Settings, 'publicUrl' | 'mode' | 'allowPrivateHosts'>;
  /** Waits between two attempts of a service call; tests replace it. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

/** Courses as their last launches described them. */
export interface Contexts {
  find(key: TenantKey): Promise<Context | null>;
  /** Finds courses of a deployment by their ids, in no order. */
  findMany(of: Omit<TenantKey, 'contextId'>, contextIds: readonly string[]): Promise<Context[]>;
  /** Lists the courses of one platform, or of all, the one launched last first. */
  list(platformId?: string): Promise<Context[]>;
  /** Lists courses of a deployment in the order of their ids, from after the id `after`. */
  listByTenant(of: Omit<TenantKey, 'contextId'>, after: string, limit: number): Promise<Context[]>;
  /** Lists the tool's activities in a course. */
  links(key: TenantKey): Promise<ContextLink[]>;
  /** Notes the scripts that the names of a course's learners are written in, where they are others than before. */
  noteScripts(key: TenantKey, scripts: readonly string[]): Promise<void>;
  /** @returns the users whose launches say more of their roles than the roster does; see {@link TeacherStore} */
  history(key: TenantKey): Promise<ReadonlyMap<string, 'taught' | 'confirmed'>>;
  /** Records that an instructor confirmed somebody as a learner of a course, whatever they launched as. */
  confirmLearner(key: TenantKey, userId: string): Promise<void>;
  isConfirmedLearner(key: TenantKey, userId: string): Promise<boolean>;
  /** Lists the courses of a deployment that somebody teaches by their own launches, the one launched last first. */
  taughtBy(of: Omit<TenantKey, 'contextId'>, userId: string): Promise<Context[]>;
}

/** The part of this room that works without a browser. */
export interface LtiCore {
  readonly platforms: PlatformStore;
  readonly deployments: DeploymentStore;
  /** Both as of the last seconds, for the way in alone: whoever decides on more reads afresh. */
  readonly kept: KeptPlaces;
  readonly invitations: InvitationStore;
  readonly setUpTickets: SetUpTickets;
  readonly contexts: Contexts;
  readonly keys: ToolKeys;
  readonly tokens: AccessTokens;
  readonly ags: Ags;
  readonly nrps: Nrps;
  /** Encrypts this room's sealed values anew with the current master key. @returns how many were changed */
  reseal(): Promise<number>;
}

/** Creates platforms, keys and services without pages, for jobs and the command line. */
export function createLtiCore(deps: LtiBase): LtiCore {
  const { connection, clock, sealer } = deps;
  const contexts = createContextStore(connection);
  const keys = createToolKeys({ sealer, clock, store: createToolKeyStore(connection) });
  const secrets = createSharedSecrets(connection, sealer);
  const { kept, platforms, deployments } = keepPlaces(
    createPlatformStore(connection, clock),
    createDeploymentStore(connection),
  );
  const send = createSend({ ...deps, outbound: deps.serviceOutbound ?? deps.outbound });
  const tokens = createAccessTokens({ toolKeys: keys, send, clock });
  const client = createServiceClient({ tokens, send, clock, workers: deps.workers });
  const courses = createCourses({ platforms, contexts });
  const teachers = createTeacherStore(connection);
  return {
    platforms,
    deployments,
    kept,
    invitations: createInvitationStore(connection, clock),
    setUpTickets: createSetUpTickets({ sealer, clock }),
    contexts: {
      find: (key) => contexts.findContext(key),
      findMany: (...courses) => contexts.findContexts(...courses),
      list: (platformId) => contexts.listContexts(platformId),
      listByTenant: (...page) => contexts.listByTenant(...page),
      links: (key) => contexts.listLinks(key),
      async noteScripts(key, scripts) {
        const known = await contexts.findContext(key);
        if (known !== null && known.scripts?.join() !== scripts.join())
          await contexts.saveScripts(key, scripts);
      },
      async history(key) {
        // Canvas's roster names every role, so the roles of earlier launches add nothing.
        const platform = await platforms.find(key.platformId);
        return platform?.family === 'canvas' ? new Map() : teachers.list(key);
      },
      confirmLearner: (key, userId) => teachers.confirmLearner(key, userId, clock.now()),
      isConfirmedLearner: async (key, userId) =>
        (await teachers.list(key)).get(userId) === 'confirmed',
      async taughtBy(of, userId) {
        const found = await contexts.findContexts(of, await teachers.listCourses(of, userId));
        return found.sort((a, b) => b.lastLaunchAt.getTime() - a.lastLaunchAt.getTime());
      },
    },
    keys,
    tokens,
    ags: createAgs({ client, courses, now: () => clock.now() }),
    nrps: createNrps({ client, courses, teachers }),
    reseal: async () => (await keys.reseal()) + (await secrets.reseal()),
  };
}
