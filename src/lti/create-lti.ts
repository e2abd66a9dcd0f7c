import { Router } from 'express';
import { NotFound, type Events } from '../base/index.js';
import type { Limits } from '../limits/index.js';
import type { Session, SessionPlace, Web } from '../web/index.js';
import { isSharedByAll } from './platform/blackboard.js';
import { isHostedCanvas } from './platform/platform.js';
import { isAllowedAddress } from './platform/allowed-address.js';
import { beginLogin } from './launch/begin-login.js';
import { checkLaunch } from './launch/check-launch.js';
import { adoptServiceOrigins } from './course/adopt-service-origins.js';
import { createContextStore } from './course/context-store.js';
import { createLtiCore, type LtiBase, type LtiCore } from './create-core.js';
import { buildDeepLinkingResponse } from './deep-linking/deep-linking.js';
import {
  createDeepLinkingRoutes,
  DEEP_LINKING_PATH,
  type DeepLinkOffer,
} from './deep-linking/deep-linking-routes.js';
import { findSpelledOtherwise } from './platform/issuer-spelling.js';
import { createSessionAdmission } from './platform/framing.js';
import { requireOwnService } from './platform/own-address.js';
import { createGuards, type Guards } from './launch/guards.js';
import { createPendingLaunchStore } from './launch/pending-launch-store.js';
import { createPendingLaunches } from './launch/pending-launch.js';
import { createEndLaunches, type EndLaunches } from './launch/end-launches.js';
import { createLaunchAgain } from './launch/launch-again.js';
import { createLaunchRoutes } from './launch/launch-routes.js';
import { createLaunchStore, type LaunchStore } from './launch/launch-store.js';
import type { Launch } from './launch/launch.js';
import { createLimitLogins } from './launch/limit-logins.js';
import { createLoginStates } from './launch/login-state.js';
import { createLoginStore } from './launch/login-store.js';
import { createLtijs } from './launch/ltijs.js';
import { openLaunch, type LaunchHooks } from './launch/open-launch.js';
import { fetchPlatformConfiguration } from './registration/platform-configuration.js';
import { createPlatformKeys } from './keys/platform-keys.js';
import {
  findUpdate,
  registerByHand,
  registerPlatform,
  updatePlatform,
} from './registration/register-platform.js';
import { createRegistrationRoutes } from './registration/registration-routes.js';
import { createTeacherStore, type TeacherStore } from './course/teacher-store.js';
import { createSharedSecrets } from './keys/shared-secret-store.js';
import { createStateCookie } from './launch/state-cookie.js';
import { createWriteLately } from './launch/write-lately.js';

/** What other rooms do when somebody launches. */
export interface LtiHooks extends LaunchHooks {
  /** @returns what an instructor can pick in the activity chooser. Absent: nothing is offered */
  readonly onDeepLink?: (launch: Launch) => Promise<DeepLinkOffer>;
}

export interface LtiDeps extends LtiBase, LtiHooks {
  readonly web: Pick<Web, 'page' | 'proceed' | 'sessions'>;
  readonly events: Pick<Events, 'tell'>;
  readonly limits: Limits;
}

export interface Lti extends LtiCore, Guards {
  /** The routes of this room, to be mounted at `/` after `web.before`. */
  readonly routes: Router;
  /** What launches opened for people, and how to end it early. */
  readonly visits: Pick<EndLaunches, 'left' | 'read' | 'erase'>;
  /**
   * @returns from where a session was launched and which origins may frame its pages; null where the session is over
   */
  admitSession(session: Session): Promise<SessionPlace | null>;
  /** Runs {@link adoptServiceOrigins} for platforms that an earlier version registered. */
  adoptServiceOrigins(): Promise<void>;
}

/** The stores of what launches leave behind. */
interface Visits {
  readonly launches: LaunchStore;
  readonly teachers: TeacherStore;
  readonly ending: EndLaunches;
}

type Routes = (deps: LtiDeps, core: LtiCore, guards: Guards) => Router | Promise<Router>;

const launching = async (
  deps: LtiDeps,
  core: LtiCore,
  { launches, teachers, ending }: Visits,
): Promise<Router> => {
  const { connection, clock, web, settings } = deps;
  const { publicUrl } = settings;
  const { platforms, deployments, kept } = core;
  const secret = await createSharedSecrets(connection, deps.sealer).get('lti state');
  const stateCookie = createStateCookie(secret);
  const loginDeps = {
    platforms: {
      ...platforms,
      findByIssuer: (issuer: string) => kept.findByIssuer(issuer),
      find: (id: string) => kept.findNow(id),
    },
    clock,
    states: createLoginStates(deps),
    logins: createLoginStore(connection),
    stateCookie,
    ltijs: createLtijs(),
    limitLogins: createLimitLogins(clock),
    launchUrl: `${publicUrl}/lti/launch`,
  };
  const again = createLaunchAgain(deps.sealer);
  const checkDeps = {
    ...loginDeps,
    deployments: kept,
    again,
    keys: createPlatformKeys(deps),
    publicUrl,
  };
  const openDeps = {
    ...deps,
    ...web,
    platforms,
    deployments,
    kept,
    launches,
    writeLately: createWriteLately(clock),
    contexts: createContextStore(connection),
    teachers,
    ending,
    landing: (launch: Launch) =>
      launch.messageType === 'LtiDeepLinkingRequest' ? DEEP_LINKING_PATH : deps.landing(launch),
  };
  return createLaunchRoutes({
    web,
    publicUrl,
    toolKeys: core.keys,
    held: createPendingLaunches({ ...deps, secret, store: createPendingLaunchStore(connection) }),
    beginLogin: (req, res) => beginLogin(loginDeps, req, res),
    checkLaunch: (req, res) => checkLaunch(checkDeps, req, res),
    stateCookie,
    findPlatform: (id) => platforms.find(id),
    openLaunch: (...args) => openLaunch(openDeps, ...args),
  });
};

const deepLinking: Routes = (deps, core, guards) => {
  const { web, clock, settings } = deps;
  const sign = { clock, toolKeys: core.keys, launchUrl: `${settings.publicUrl}/lti/launch` };
  return createDeepLinkingRoutes({
    web,
    guards,
    offer: deps.onDeepLink ?? (() => Promise.resolve({ choices: [] })),
    async respond(launch, choices) {
      const platform = await core.platforms.find(launch.platformId);
      if (!platform) throw new NotFound('platform_gone', 'This platform is no longer registered.');
      if (launch.deepLinking) requireOwnService(platform, launch.deepLinking.returnUrl);
      return buildDeepLinkingResponse(sign, platform, launch, choices);
    },
  });
};

const registration: Routes = (deps, core) => {
  const { settings, outbound } = deps;
  const isAllowed = (url: string) => isAllowedAddress(url, settings);
  const registerDeps = { ...deps, ...core, publicUrl: settings.publicUrl };
  return createRegistrationRoutes({
    ...deps,
    publicUrl: settings.publicUrl,
    invitations: core.invitations,
    setUpTickets: core.setUpTickets,
    isAllowed,
    fetchConfiguration: (url, token, { origins }) =>
      fetchPlatformConfiguration(outbound, { url, token, vouched: origins, isAllowed }),
    findUpdate: (...args) => findUpdate(registerDeps, ...args),
    update: (...args) => updatePlatform(registerDeps, ...args),
    async hasEarlier({ id, issuer }) {
      // All schools of a hosted Canvas share one issuer, which says nothing of this school.
      if (isHostedCanvas(issuer) || isSharedByAll(issuer)) return false;
      const all = await core.platforms.findByIssuer(issuer);
      return all.some((other) => other.id !== id && other.continuedBy === undefined);
    },
    register: (...args) => registerPlatform(registerDeps, ...args),
    registerByHand: (...args) => registerByHand(registerDeps, ...args),
    findSpelledOtherwise: (issuer) => findSpelledOtherwise(core.platforms, issuer),
  });
};

/** Creates platforms, launches and services (LTI 1.3 Core, LTI Advantage). ltijs is used in this room alone. */
export async function createLti(deps: LtiDeps): Promise<Lti> {
  const core = createLtiCore(deps);
  const launches = createLaunchStore(deps.connection);
  const teachers = createTeacherStore(deps.connection);
  const { sessions } = deps.web;
  const ending = createEndLaunches({ launches, teachers, sessions });
  const guards = createGuards(launches);
  const routes = Router();
  routes.use(await launching(deps, core, { launches, teachers, ending }));
  for (const make of [deepLinking, registration]) routes.use(await make(deps, core, guards));
  return {
    ...core,
    ...guards,
    routes,
    visits: ending,
    admitSession: createSessionAdmission(core.kept),
    adoptServiceOrigins: () =>
      adoptServiceOrigins({
        platforms: core.platforms,
        contexts: createContextStore(deps.connection),
      }),
  };
}
