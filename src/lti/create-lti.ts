import { Router, type Request } from 'express';
import type { Audit } from '../audit/index.js';
import type { Clock, Logger, Outbound, Sealer, Settings } from '../base/index.js';
import type { Connection } from '../store/index.js';
import { allowFraming, type Web } from '../web/index.js';
import { createAccessTokens } from './access-tokens.js';
import { createAgs, type Ags } from './ags.js';
import { beginLogin } from './begin-login.js';
import { checkLaunch } from './check-launch.js';
import type { Context, ContextLink } from './context.js';
import { createContextStore } from './context-store.js';
import { createCourses } from './courses.js';
import { createDeploymentStore, type DeploymentStore } from './deployment-store.js';
import { frameAncestorsOf } from './framing.js';
import { createGuards, type Guards } from './guards.js';
import { createHeldLaunchStore } from './held-launch-store.js';
import { createHeldLaunches } from './hold-launch.js';
import { createLaunchRoutes, isLtiMessage } from './launch-routes.js';
import { createLaunchStore } from './launch-store.js';
import type { TenantKey } from './launch.js';
import { createLoginStore } from './login-store.js';
import { createLtijs } from './ltijs.js';
import { createNrps, type Nrps } from './nrps.js';
import { openLaunch, type LaunchHooks } from './open-launch.js';
import { createPlatformKeys } from './platform-keys.js';
import { createPlatformStore, type PlatformStore } from './platform-store.js';
import { createSend } from './send.js';
import { createServiceClient } from './service-client.js';
import { createSharedSecrets } from './shared-secret-store.js';
import { hasStateCookie } from './state-cookie.js';
import { createToolKeyStore } from './tool-key-store.js';
import { createToolKeys, type ToolKeys } from './tool-keys.js';

/** What the room needs whoever runs it: the server, a worker or the command line. */
export interface LtiBase {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Logger;
  readonly outbound: Outbound;
  readonly sealer: Sealer;
  readonly audit: Audit;
  readonly settings: Pick<Settings, 'publicUrl'>;
  /** Waits between two tries of a service call; tests bring their own. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

export interface LtiDeps extends LtiBase, LaunchHooks {
  readonly web: Pick<Web, 'page' | 'proceed' | 'sessions'>;
}

/** Courses as the last launch told them. */
export interface Contexts {
  find(key: TenantKey): Promise<Context | null>;
  list(platformId?: string): Promise<Context[]>;
  links(key: TenantKey): Promise<ContextLink[]>;
}

/** The part of the room that works without anybody there. */
export interface LtiCore {
  readonly platforms: PlatformStore;
  readonly deployments: DeploymentStore;
  readonly contexts: Contexts;
  readonly keys: ToolKeys;
  readonly ags: Ags;
  readonly nrps: Nrps;
  /** Seals everything of this room anew with the current master key. Gives how many values were changed. */
  reseal(): Promise<number>;
}

export interface Lti extends LtiCore, Guards {
  /** To be mounted at `/` after `web.before`. */
  readonly routes: Router;
  /** Who may frame the answer to a request, before anything is known of its session. */
  frameAncestors(req: Request): Promise<readonly string[]>;
}

/** Platforms, keys and services, without pages: for jobs and the command line. */
export function createLtiCore(deps: LtiBase): LtiCore {
  const contexts = createContextStore(deps.connection);
  const keys = createToolKeys({ ...deps, store: createToolKeyStore(deps.connection) });
  const secrets = createSharedSecrets(deps.connection, deps.sealer);
  const platforms = createPlatformStore(deps.connection, deps.clock);
  const send = createSend(deps);
  const tokens = createAccessTokens({ toolKeys: keys, send, clock: deps.clock });
  const client = createServiceClient({ tokens, send });
  const courses = createCourses({ platforms, contexts });
  return {
    platforms,
    ags: createAgs({ client, courses }),
    nrps: createNrps({ client, courses }),
    deployments: createDeploymentStore(deps.connection),
    contexts: {
      find: (key) => contexts.findContext(key),
      list: (platformId) => contexts.listContexts(platformId),
      links: (key) => contexts.listLinks(key),
    },
    keys,
    reseal: async () => (await keys.reseal()) + (await secrets.reseal()),
  };
}

/** Platforms, launches and services (LTI 1.3 Core, LTI Advantage). ltijs is in here and nowhere else. */
export async function createLti(deps: LtiDeps): Promise<Lti> {
  const { connection, clock, web, log } = deps;
  const { publicUrl } = deps.settings;
  const core = createLtiCore(deps);
  const { platforms, deployments } = core;
  const contexts = createContextStore(connection);
  const launches = createLaunchStore(connection);
  const logins = createLoginStore(connection);
  const secret = await createSharedSecrets(connection, deps.sealer).get('lti state');
  const ltijs = createLtijs(secret);
  const held = createHeldLaunches({ ...deps, secret, store: createHeldLaunchStore(connection) });
  const loginDeps = { platforms, logins, ltijs, clock, launchUrl: `${publicUrl}/lti/launch` };
  const checkDeps = { ...loginDeps, keys: createPlatformKeys(deps), publicUrl };
  const { sessions, proceed } = web;
  const openDeps = { ...deps, deployments, contexts, launches, sessions, proceed, log };

  const routes = Router();
  routes.use(async (req, res, next) => {
    const { platformId, deploymentId } = req.session?.subject ?? {};
    if (platformId !== undefined && deploymentId !== undefined) {
      const platform = await platforms.find(platformId);
      const deployment = await deployments.find(platformId, deploymentId);
      if (platform) allowFraming(res, frameAncestorsOf(platform, deployment));
    }
    next();
  });
  routes.use(
    createLaunchRoutes({
      web,
      publicUrl,
      held,
      toolKeys: core.keys,
      beginLogin: (req, res) => beginLogin(loginDeps, req, res),
      checkLaunch: (req, res) => checkLaunch(checkDeps, req, res),
      hasStateCookie: (req, { login, platform }) =>
        hasStateCookie(req.headers.cookie, { state: login.state, issuer: platform.issuer }, secret),
      findPlatform: (id) => platforms.find(id),
      openLaunch: (...args) => openLaunch(openDeps, ...args),
    }),
  );

  return {
    ...core,
    ...createGuards(launches),
    routes,
    frameAncestors(req) {
      return Promise.resolve(isLtiMessage(req) ? ['*'] : []);
    },
  };
}
