import type { Request, Response } from 'express';
import {
  NotAllowed,
  randomId,
  type Clock,
  type Events,
  type Logger,
  omitUndefined,
} from '../../base/index.js';
import { allowFraming, type SessionStrength, type Web } from '../../web/index.js';
import type { LaunchClaims } from './claims.js';
import { checkServices } from './check-services.js';
import type { ContextStore } from '../course/context-store.js';
import type { DeploymentStore } from '../platform/deployment-store.js';
import { nameFromLaunch } from '../platform/name-from-launch.js';
import type { KeptPlaces } from '../platform/kept-places.js';
import type { PlatformStore } from '../platform/platform-store.js';
import { frameAncestorsOf } from '../platform/framing.js';
import type { EndLaunches } from './end-launches.js';
import type { LaunchStore } from './launch-store.js';
import { tenantOf, type Launch } from './launch.js';
import { isEarner, isInstructor } from './roles.js';
import type { TeacherStore } from '../course/teacher-store.js';
import type { Deployment, Platform } from '../platform/platform.js';
import { provenOrigins } from './proven-origins.js';
import type { WriteLately } from './write-lately.js';

/** What other rooms do with a launch. */
export interface LaunchHooks {
  /** Records the person. @returns the id that the session carries beside the launch's */
  readonly onPerson?: (launch: Launch) => Promise<{ readonly personId: string }>;
  /**
   * Called after a launch was opened, for instance to check the learner's grades. An error does not stop the launch.
   */
  readonly onLaunch?: (launch: Launch) => Promise<void>;
  /** @returns the path that the person lands on */
  readonly landing: (launch: Launch) => string | Promise<string>;
}

interface Deps extends LaunchHooks {
  readonly deployments: Pick<DeploymentStore, 'ensure' | 'launched'>;
  readonly kept: Pick<KeptPlaces, 'findByLaunch'>;
  readonly platforms: Pick<PlatformStore, 'change'>;
  readonly writeLately: WriteLately;
  readonly contexts: ContextStore;
  readonly teachers: TeacherStore;
  readonly launches: LaunchStore;
  readonly ending: Pick<EndLaunches, 'afterLaunch'>;
  readonly sessions: Web['sessions'];
  readonly proceed: Web['proceed'];
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: Pick<Events, 'tell'>;
}

/** The custom parameter `color_scheme=auto`, by which a platform says that its pages follow the reader's dark mode. */
const SCHEME_FIELD = 'color_scheme';

/** How certain it is that this browser began the login, and whether it keeps this tool's cookies. */
export interface BrowserBinding {
  readonly strength: SessionStrength;
  readonly isCookieless: boolean;
}

/** Returns a known deployment. An unknown one of a known platform is admitted or waits, by the platform's policy. */
async function admit(deps: Deps, platform: Platform, launch: LaunchClaims): Promise<Deployment> {
  const deployment =
    (await deps.kept.findByLaunch(platform.id, launch.deploymentId)) ??
    (await deps.deployments.ensure({
      platformId: platform.id,
      deploymentId: launch.deploymentId,
      status: platform.deploymentPolicy === 'admit' ? 'approved' : 'waiting',
      frameOrigins: [],
      firstSeenAt: deps.clock.now(),
    }));
  if (deployment.status === 'approved') return deployment;
  const isWaiting = deployment.status === 'waiting';
  throw new NotAllowed(
    isWaiting ? 'deployment_waiting' : 'deployment_refused',
    isWaiting
      ? 'Your learning platform installed Laurel in a place that nobody here has approved yet.'
      : 'Laurel was switched off for this part of your learning platform.',
    { action: 'Ask the administrator of Laurel to approve this deployment.' },
  );
}

/** Writes down what the launch says of its platform, deployment, course and activity, and whether the person teaches. */
async function remember(deps: Deps, platform: Platform, launch: Launch): Promise<void> {
  const { writeLately, contexts } = deps;
  const key = tenantOf(launch);
  const name = nameFromLaunch(platform, launch.platform);
  if (name !== null) await deps.platforms.change(platform.id, { name });
  const { context, resourceLink, services, presentation, launchedAt: lastLaunchAt } = launch;
  const { title, label, types } = context;
  const { locale } = presentation;
  const origins = provenOrigins(launch);
  const noteOf = (kind: string, ...of: readonly string[]) =>
    JSON.stringify([kind, platform.id, launch.deploymentId, ...of]);
  await writeLately(noteOf('deployment'), origins, () =>
    deps.deployments.launched(platform.id, launch.deploymentId, lastLaunchAt, origins),
  );
  const { lineItemUrl, ...courseAgs } = services.ags ?? { scopes: [] };
  const courseServices = services.ags === undefined ? services : { ...services, ags: courseAgs };
  const course = omitUndefined({ ...key, title, label, types, services: courseServices, locale });
  await writeLately(noteOf('course', context.id), course, () =>
    contexts.saveContext({ ...course, lastLaunchAt }),
  );
  const as = { teaches: isInstructor(launch.roles), learns: isEarner(launch.roles) };
  await deps.teachers.note(key, launch.user.id, as);
  if (resourceLink === undefined) return;
  const { id, title: linkTitle } = resourceLink;
  const link = omitUndefined({ ...key, id, title: linkTitle, lineItemUrl });
  await writeLately(noteOf('link', context.id, id), link, () =>
    contexts.saveLink({ ...link, lastLaunchAt }),
  );
}

/** Runs the launch hook. An error is logged and does not keep the person out. */
async function tell(deps: Deps, launch: Launch): Promise<void> {
  try {
    await deps.onLaunch?.(launch);
  } catch (err) {
    deps.log.error({ err, launchId: launch.id }, 'a launch was not followed up');
  }
}

/**
 * Opens the person's session from a verified launch, and redirects to the page they land on. The address holds nothing
 * of the launch.
 */
export async function openLaunch(
  deps: Deps,
  [req, res]: readonly [Request, Response],
  platform: Platform,
  claims: LaunchClaims,
  { strength, isCookieless }: BrowserBinding,
): Promise<void> {
  if (platform.status !== 'active') {
    throw new NotAllowed('platform_disabled', 'This learning platform is switched off here.', {
      action: 'Ask the administrator of Laurel to switch it on again.',
    });
  }
  checkServices(platform, claims);
  const deployment = await admit(deps, platform, claims);
  const { deploymentId } = deployment;
  const launch: Launch = {
    ...claims,
    ...omitUndefined({
      deploymentId,
      launchDeploymentId: claims.deploymentId === deploymentId ? undefined : claims.deploymentId,
    }),
    id: randomId(),
    platformId: platform.id,
    launchedAt: deps.clock.now(),
  };
  await remember(deps, platform, launch);
  const person = await deps.onPerson?.(launch);
  await deps.launches.insert(launch);
  await deps.ending.afterLaunch(launch);
  const { locale, returnUrl } = launch.presentation;
  await deps.sessions.open(
    req,
    res,
    omitUndefined({
      subject: { launchId: launch.id, ...tenantOf(launch), userId: launch.user.id, ...person },
      strength,
      isCookieless,
      locale,
      returnUrl,
      followsSystem: launch.custom[SCHEME_FIELD] === 'auto' ? true : undefined,
    }),
  );
  allowFraming(res, [...provenOrigins(launch), ...frameAncestorsOf(platform, deployment)]);
  const { platformId, messageType } = launch;
  const ids = { launchId: launch.id, platformId, deploymentId };
  deps.events.tell('launched', { ...ids, messageType, strength, isCookieless });
  await tell(deps, launch);
  deps.proceed(res, await deps.landing(launch));
}
