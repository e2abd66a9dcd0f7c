import type { Request, Response } from 'express';
import { NotAllowed, randomId, type Clock, type Logger } from '../base/index.js';
import { allowFraming, type SessionStrength, type Web } from '../web/index.js';
import type { LaunchClaims } from './claims.js';
import type { ContextStore } from './context-store.js';
import type { DeploymentStore } from './deployment-store.js';
import { frameAncestorsOf, provenOrigins } from './framing.js';
import type { LaunchStore } from './launch-store.js';
import { tenantOf, type Launch } from './launch.js';
import { isInstructor } from './roles.js';
import type { TeacherStore } from './teacher-store.js';
import type { Deployment, Platform } from './platform.js';

/** What the rest of the tool does with a launch. */
export interface LaunchHooks {
  /** Who this is here: `people` keeps them and gives the id that the session carries beside the launch's. */
  readonly onPerson?: (launch: Launch) => Promise<{ readonly personId: string }>;
  /** A launch was opened: a learner's grade can be looked at again. Its failure does not stop the launch. */
  readonly onLaunch?: (launch: Launch) => Promise<void>;
  /** The path a person lands on. */
  readonly landing: (launch: Launch) => string | Promise<string>;
}

interface Deps extends LaunchHooks {
  readonly deployments: DeploymentStore;
  readonly contexts: ContextStore;
  readonly teachers: TeacherStore;
  readonly launches: LaunchStore;
  readonly sessions: Web['sessions'];
  readonly proceed: Web['proceed'];
  readonly clock: Clock;
  readonly log: Logger;
}

/** How sure we are that this browser began the login, and whether it keeps our cookies. */
export interface Binding {
  readonly strength: SessionStrength;
  readonly isCookieless: boolean;
}

/** Lets a known deployment in; an unknown one of a known platform is admitted or waits, by the platform's policy. */
async function admit(deps: Deps, platform: Platform, launch: LaunchClaims): Promise<Deployment> {
  const deployment = await deps.deployments.ensure({
    platformId: platform.id,
    deploymentId: launch.deploymentId,
    status: platform.deploymentPolicy === 'admit' ? 'approved' : 'waiting',
    frameOrigins: [],
    firstSeenAt: deps.clock.now(),
  });
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

async function remember(deps: Deps, platform: Platform, launch: Launch): Promise<void> {
  const key = tenantOf(launch);
  const { context, resourceLink, services, presentation, launchedAt: lastLaunchAt } = launch;
  const { title, label, types } = context;
  const { locale } = presentation;
  await deps.deployments.launched(
    platform.id,
    launch.deploymentId,
    lastLaunchAt,
    provenOrigins(launch),
  );
  const { lineItemUrl, ...courseAgs } = services.ags ?? { scopes: [] };
  const courseServices = services.ags === undefined ? services : { ...services, ags: courseAgs };
  await deps.contexts.saveContext({
    ...key,
    ...{ title, label, types, lastLaunchAt },
    services: courseServices,
    ...(locale === undefined ? {} : { locale }),
  });
  await deps.teachers.note(key, launch.user.id, isInstructor(launch.roles));
  if (resourceLink === undefined) return;
  await deps.contexts.saveLink({
    ...key,
    ...{ id: resourceLink.id, title: resourceLink.title, lastLaunchAt },
    ...(lineItemUrl === undefined ? {} : { lineItemUrl }),
  });
}

/** A failing hook is logged; the person gets in all the same. */
async function tell(deps: Deps, launch: Launch): Promise<void> {
  try {
    await deps.onLaunch?.(launch);
  } catch (err) {
    deps.log.error({ err, launchId: launch.id }, 'a launch was not followed up');
  }
}

/**
 * Turns a checked launch into the person's own session here and goes on to where they land. No trace of the launch
 * is in the address.
 */
export async function openLaunch(
  deps: Deps,
  [req, res]: readonly [Request, Response],
  platform: Platform,
  claims: LaunchClaims,
  { strength, isCookieless }: Binding,
): Promise<void> {
  if (platform.status !== 'active') {
    throw new NotAllowed('platform_disabled', 'This learning platform is switched off here.', {
      action: 'Ask the administrator of Laurel to switch it on again.',
    });
  }
  const deployment = await admit(deps, platform, claims);
  const launch: Launch = {
    ...claims,
    id: randomId(),
    platformId: platform.id,
    launchedAt: deps.clock.now(),
  };
  await remember(deps, platform, launch);
  const person = await deps.onPerson?.(launch);
  await deps.launches.insert(launch);
  const { locale, returnUrl } = launch.presentation;
  await deps.sessions.open(req, res, {
    subject: { launchId: launch.id, ...tenantOf(launch), userId: launch.user.id, ...person },
    strength,
    isCookieless,
    ...(locale === undefined ? {} : { locale }),
    ...(returnUrl === undefined ? {} : { returnUrl }),
  });
  allowFraming(res, [...frameAncestorsOf(platform, deployment), ...provenOrigins(launch)]);
  const { platformId, deploymentId, messageType } = launch;
  deps.log.info(
    { launchId: launch.id, platformId, deploymentId, messageType, strength, isCookieless },
    'launched',
  );
  await tell(deps, launch);
  deps.proceed(res, await deps.landing(launch));
}
