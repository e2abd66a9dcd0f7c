import type { Request } from 'express';
import { requireBound, type Translate } from '../../web/index.js';
import { personIdOf } from '../../people/index.js';
import { tenantOf, type Launch, type Lti } from '../../lti/index.js';
import type { CourseKey } from '../../grades/index.js';

/** Who acts, and in which course. */
export interface Visit {
  readonly launch: Launch;
  readonly course: CourseKey;
  /** The person's id in the audit log. */
  readonly actor: string;
  /** Translates into the reader's language. */
  readonly t: Translate;
  readonly locale: string;
}

/** @returns the id in the audit log for the person of a launch */
export const actorOf = (launch: Launch): string =>
  `person:${personIdOf(launch.platformId, launch.user.id)}`;

function visitOf(launch: Launch, { t, locale }: Request): Visit {
  return { launch, course: tenantOf(launch), actor: actorOf(launch), t, locale: locale.tag };
}

/** What it takes to know an instructor by their launch. */
interface InstructorDeps {
  readonly lti: Pick<Lti, 'requireInstructor'>;
}

interface LearnerDeps {
  readonly lti: Pick<Lti, 'currentLaunch'>;
}

/** @returns the visit of an instructor who reads a page */
export async function instructorLooks(deps: InstructorDeps, req: Request): Promise<Visit> {
  return visitOf(await deps.lti.requireInstructor(req), req);
}

/** @returns the visit of an instructor who changes something: the session must be bound to the browser that launched */
export async function instructorActs(deps: InstructorDeps, req: Request): Promise<Visit> {
  requireBound(req);
  return instructorLooks(deps, req);
}

/** @returns the visit of a person who reads their own pages */
export async function learnerLooks(deps: LearnerDeps, req: Request): Promise<Visit> {
  return visitOf(await deps.lti.currentLaunch(req), req);
}

/**
 * @returns the visit of a person who changes something of their own: the session must be bound to the browser that
 *   launched
 */
export async function learnerActs(deps: LearnerDeps, req: Request): Promise<Visit> {
  requireBound(req);
  return learnerLooks(deps, req);
}

export const paramOf = (req: Request, name: string): string => {
  const value = req.params[name];
  return typeof value === 'string' ? value : '';
};

/** @returns one value of an address's query; empty where there is none, or several */
export const queryOf = ({ query }: Request, name: string): string => {
  const value = query[name];
  return typeof value === 'string' ? value : '';
};
