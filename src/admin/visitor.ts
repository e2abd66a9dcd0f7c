import type { Request } from 'express';
import { NotFound } from '../base/index.js';
import { isSharedByAll, type Lti, type Platform } from '../lti/index.js';
import { requireBound, requireSession } from '../web/index.js';

/** Who uses the administrators' pages, and what they may see. */
export interface Visitor {
  /** The visitor's name in the audit log. */
  readonly actor: string;
  /** The platform that an LMS administrator came from; null for the operator, who sees every platform. */
  readonly platformId: string | null;
  /**
   * The one deployment that an LMS administrator administers. Null where they administer their whole platform: it has
   * one deployment, or the operator says that all are of one institution (LTI 1.3 Core, 3.1.3: a deployment is a tenant).
   */
  readonly deploymentId: string | null;
  /** The deployment that an LMS administrator came from, whatever they administer; null for the operator. */
  readonly cameFrom: string | null;
}

/** The part of the data that a visitor may see; null is everything. */
export type Within = { readonly platformId: string; readonly deploymentId?: string } | null;

/** @returns what a visitor may see */
export const withinOf = ({ platformId, deploymentId }: Visitor): Within => {
  if (platformId === null) return null;
  return deploymentId === null ? { platformId } : { platformId, deploymentId };
};

/** Finds out who asks, and refuses those who may not. */
export interface Visitors {
  /**
   * @returns who asks
   * @throws Unauthenticated, NotAllowed
   */
  require(req: Request): Promise<Visitor>;
  /** Like `require`, for a change: a read-only session is refused as well. */
  requireToAct(req: Request): Promise<Visitor>;
  /**
   * Like `require`, for what only the operator may do. @throws NotFound for all others, as if the page did not exist
   */
  requireOperator(req: Request): Promise<Visitor>;
  /**
   * Checks that the visitor administers the whole platform. @throws NotFound for an administrator of one deployment
   * among several
   */
  requireWhole(visitor: Visitor): void;
  /**
   * @returns a platform that the visitor may see
   * @throws NotFound for any other, as if it did not exist
   */
  platform(visitor: Visitor, id: string): Promise<Platform>;
}

/** The value of `subject.role` in a session that a one-time link opened. */
export const OPERATOR = 'operator';

/** @returns the error for a page that does not exist, or not for this visitor */
export function nothingHere(): NotFound {
  return new NotFound('page_not_found', 'There is no page at this address.');
}

/** @returns the visitors of the administrators' pages */
export function createVisitors(
  lti: Pick<Lti, 'requireAdministrator' | 'platforms' | 'deployments'>,
): Visitors {
  async function isWhole(platformId: string): Promise<boolean> {
    const [platform, deployments] = await Promise.all([
      lti.platforms.find(platformId),
      lti.deployments.list(platformId),
    ]);
    // Of an issuer that all schools share, the first one to come administers no more than itself.
    if (platform === null || isSharedByAll(platform.issuer)) return false;
    return platform.isOneTenant === true || deployments.length < 2;
  }

  async function find(req: Request): Promise<Visitor> {
    const { subject } = requireSession(req);
    if (subject['role'] === OPERATOR) {
      return { actor: OPERATOR, platformId: null, deploymentId: null, cameFrom: null };
    }
    const launch = await lti.requireAdministrator(req);
    const person = subject['personId'];
    const { platformId, deploymentId } = launch;
    return {
      actor: person === undefined ? `user:${launch.user.id}` : `person:${person}`,
      platformId,
      deploymentId: (await isWhole(platformId)) ? null : deploymentId,
      cameFrom: deploymentId,
    };
  }
  return {
    require: find,
    async requireToAct(req) {
      requireBound(req);
      return find(req);
    },
    async requireOperator(req) {
      const visitor = await find(req);
      if (visitor.platformId !== null) throw nothingHere();
      return visitor;
    },
    requireWhole(visitor) {
      if (visitor.deploymentId !== null) throw nothingHere();
    },
    async platform(visitor, id) {
      const isVisible = visitor.platformId === null || visitor.platformId === id;
      const platform = isVisible ? await lti.platforms.find(id) : null;
      if (platform === null) throw nothingHere();
      return platform;
    },
  };
}
