import { Router, type Request } from 'express';
import { NotFound } from '../base/index.js';
import { allowFraming, type Web } from '../web/index.js';
import { isAllowedAddress } from './allowed-address.js';
import { beginLogin } from './begin-login.js';
import { checkLaunch } from './check-launch.js';
import { createContextStore } from './context-store.js';
import { createLtiCore, type LtiBase, type LtiCore } from './create-core.js';
import { buildDeepLinkingResponse } from './deep-linking.js';
import {
  createDeepLinkingRoutes,
  DEEP_LINKING_PATH,
  type DeepLinkOffer,
} from './deep-linking-routes.js';
import { createAllFramers, frameAncestorsOf } from './framing.js';
import { createGuards, type Guards } from './guards.js';
import { createHeldLaunchStore } from './held-launch-store.js';
import { createHeldLaunches } from './hold-launch.js';
import { createLaunchAgain } from './launch-again.js';
import { createLaunchRoutes, isLtiMessage } from './launch-routes.js';
import { createLaunchStore } from './launch-store.js';
import type { Launch } from './launch.js';
import { createLoginStore } from './login-store.js';
import { createLtijs } from './ltijs.js';
import { openLaunch, type LaunchHooks } from './open-launch.js';
import { fetchPlatformConfiguration } from './platform-configuration.js';
import { createPlatformKeys } from './platform-keys.js';
import {
  findUpdate,
  registerByHand,
  registerPlatform,
  updatePlatform,
} from './register-platform.js';
import { createRegistrationRoutes } from './registration-routes.js';
import { createTeacherStore } from './teacher-store.js';
import { createSharedSecrets } from './shared-secret-store.js';
import { hasStateCookie } from './state-cookie.js';

export interface LtiDeps extends LtiBase, LaunchHooks {
  readonly web: Pick<Web, 'page' | 'proceed' | 'sessions'>;
  /** What an instructor can pick in the activity chooser. Absent: nothing. */
  readonly onDeepLink?: (launch: Launch) => Promise<DeepLinkOffer>;
}

export interface Lti extends LtiCore, Guards {
  /** To be mounted at `/` after `web.before`. */
  readonly routes: Router;
  /** Who may frame the answer to a request, before anything is known of its session. */
  frameAncestors(req: Request): Promise<readonly string[]>;
}

type Routes = (deps: LtiDeps, core: LtiCore, guards: Guards) => Router | Promise<Router>;

/** A page of a session may be framed by the deployment it belongs to. */
const framing: Routes = (_deps, { platforms, deployments }) =>
  Router().use(async (req, res, next) => {
    const { platformId, deploymentId } = req.session?.subject ?? {};
    if (platformId !== undefined && deploymentId !== undefined) {
      const platform = await platforms.find(platformId);
      const deployment = await deployments.find(platformId, deploymentId);
      if (platform) allowFraming(res, frameAncestorsOf(platform, deployment));
    }
    next();
  });

const launching: Routes = async (deps, core) => {
  const { connection, clock, web, settings } = deps;
  const { publicUrl } = settings;
  const { platforms, deployments } = core;
  const launches = createLaunchStore(connection);
  const secret = await createSharedSecrets(connection, deps.sealer).get('lti state');
  const loginDeps = {
    ...{ platforms, clock, logins: createLoginStore(connection), ltijs: createLtijs(secret) },
    launchUrl: `${publicUrl}/lti/launch`,
  };
  const again = createLaunchAgain(deps.sealer);
  const checkDeps = { ...loginDeps, again, keys: createPlatformKeys(deps), publicUrl };
  const openDeps = {
    ...{ ...deps, ...web, deployments, launches },
    contexts: createContextStore(connection),
    teachers: createTeacherStore(connection),
    landing: (launch: Launch) =>
      launch.messageType === 'LtiDeepLinkingRequest' ? DEEP_LINKING_PATH : deps.landing(launch),
  };
  return createLaunchRoutes({
    ...{ web, publicUrl, toolKeys: core.keys },
    held: createHeldLaunches({ ...deps, secret, store: createHeldLaunchStore(connection) }),
    beginLogin: (req, res) => beginLogin(loginDeps, req, res),
    checkLaunch: (req, res) => checkLaunch(checkDeps, req, res),
    hasStateCookie: (req, { login, platform }) => {
      const begun = { state: login.state, issuer: platform.issuer };
      return hasStateCookie(req.headers.cookie, begun, secret);
    },
    findPlatform: (id) => platforms.find(id),
    openLaunch: (...args) => openLaunch(openDeps, ...args),
  });
};

const deepLinking: Routes = (deps, core, guards) => {
  const { web, clock, settings } = deps;
  const sign = { clock, toolKeys: core.keys, launchUrl: `${settings.publicUrl}/lti/launch` };
  return createDeepLinkingRoutes({
    ...{ web, guards },
    offer: deps.onDeepLink ?? (() => Promise.resolve({ choices: [] })),
    async respond(launch, choices) {
      const platform = await core.platforms.find(launch.platformId);
      if (!platform) throw new NotFound('platform_gone', 'This platform is no longer registered.');
      return buildDeepLinkingResponse(sign, platform, launch, choices);
    },
  });
};

const registration: Routes = (deps, core) => {
  const { settings, outbound } = deps;
  const isAllowed = (url: string) => isAllowedAddress(url, settings);
  const registerDeps = { ...deps, ...core, publicUrl: settings.publicUrl };
  return createRegistrationRoutes({
    ...{ ...deps, publicUrl: settings.publicUrl, invitations: core.invitations, isAllowed },
    fetchConfiguration: (url, token, { origins }) =>
      fetchPlatformConfiguration(outbound, { url, token, vouched: origins, isAllowed }),
    findUpdate: (...args) => findUpdate(registerDeps, ...args),
    update: (...args) => updatePlatform(registerDeps, ...args),
    register: (...args) => registerPlatform(registerDeps, ...args),
    registerByHand: (...args) => registerByHand(registerDeps, ...args),
  });
};

/** Platforms, launches and services (LTI 1.3 Core, LTI Advantage). ltijs is in here and nowhere else. */
export async function createLti(deps: LtiDeps): Promise<Lti> {
  const core = createLtiCore(deps);
  const guards = createGuards(createLaunchStore(deps.connection));
  const routes = Router();
  for (const make of [framing, launching, deepLinking, registration]) {
    routes.use(await make(deps, core, guards));
  }
  const allFramers = createAllFramers(core, deps.clock);
  return {
    ...core,
    ...guards,
    routes,
    frameAncestors: async (req) => (isLtiMessage(req) ? ['*'] : allFramers()),
  };
}
