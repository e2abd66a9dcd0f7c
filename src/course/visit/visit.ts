import type { Request } from 'express';
import { requireBound, type Translate } from '../../web/index.js';
import { personIdOf } from '../../people/index.js';
import { tenantOf, type Launch, type Lti } from '../../lti/index.js';
import type { CourseKey } from '../../grades/index.js';

/** Who acts, on what course. */
export interface Visit {
  readonly launch: Launch;
  readonly course: CourseKey;
  /** For the audit log. */
  readonly actor: string;
  /** In the reader's language. */
  readonly t: Translate;
  readonly locale: string;
}

/** Who did what a launch leads to, for the audit log. */
export const actorOf = (launch: Launch): string =>
  `person:${personIdOf(launch.platformId, launch.user.id)}`;

function visitOf(launch: Launch, { t, locale }: Request): Visit {
  return { launch, course: tenantOf(launch), actor: actorOf(launch), t, locale: locale.code };
}

/** Who an instructor is, as their launch tells. */
interface InstructorDeps {
  readonly lti: Pick<Lti, 'requireInstructor'>;
}

interface LearnerDeps {
  readonly lti: Pick<Lti, 'currentLaunch'>;
}

/** An instructor who looks. */
export async function instructorLooks(deps: InstructorDeps, req: Request): Promise<Visit> {
  return visitOf(await deps.lti.requireInstructor(req), req);
}

/** An instructor who changes something: the session has to be bound to the launch. */
export async function instructorActs(deps: InstructorDeps, req: Request): Promise<Visit> {
  requireBound(req);
  return instructorLooks(deps, req);
}

export async function learnerLooks(deps: LearnerDeps, req: Request): Promise<Visit> {
  return visitOf(await deps.lti.currentLaunch(req), req);
}

export async function learnerActs(deps: LearnerDeps, req: Request): Promise<Visit> {
  requireBound(req);
  return learnerLooks(deps, req);
}

export const paramOf = (req: Request, name: string): string => {
  const value = req.params[name];
  return typeof value === 'string' ? value : '';
};

/** One value of an address's query; empty where it is none, or several. */
export const queryOf = ({ query }: Request, name: string): string => {
  const value = query[name];
  return typeof value === 'string' ? value : '';
};
