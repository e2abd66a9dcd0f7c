import type { Request } from 'express';
import { NotFound } from '../base/index.js';
import type { Lti, Platform } from '../lti/index.js';
import { requireBound, requireSession } from '../web/index.js';

/** Who is on the administrator's pages, and what they may see. */
export interface Visitor {
  /** As the audit log names them. */
  readonly actor: string;
  /** Null: the operator, who sees every platform. Else the one platform an LMS administrator came from. */
  readonly platformId: string | null;
  /**
   * The one deployment that an LMS administrator administers. Null where they administer their whole platform: it has
   * one deployment, or the operator says that all are of one institution (LTI 1.3 Core, 3.1.3: a deployment is a tenant).
   */
  readonly deploymentId: string | null;
  /** The deployment that an LMS administrator came from, whatever they administer; null for the operator. */
  readonly cameFrom: string | null;
}

/** What a visitor may see of: null is everything. */
export type Within = { readonly platformId: string; readonly deploymentId?: string } | null;

export const withinOf = ({ platformId, deploymentId }: Visitor): Within => {
  if (platformId === null) return null;
  return deploymentId === null ? { platformId } : { platformId, deploymentId };
};

export interface Visitors {
  /** Throws Unauthenticated or NotAllowed. */
  require(req: Request): Promise<Visitor>;
  /** The same for a change: a session that may look only is refused. */
  requireToAct(req: Request): Promise<Visitor>;
  /** What the operator alone may do; to others it does not exist. */
  requireOperator(req: Request): Promise<Visitor>;
  /** What holds for a whole platform; to the administrator of one deployment among several it does not exist. */
  requireWhole(visitor: Visitor): void;
  /** A platform the visitor may see. Throws NotFound for any other, as if there were none. */
  platform(visitor: Visitor, id: string): Promise<Platform>;
}

/** `subject.role` of a session that a one-time link opened. */
export const OPERATOR = 'operator';

export function nothingHere(): NotFound {
  return new NotFound('page_not_found', 'There is no page at this address.');
}

export function createVisitors(
  lti: Pick<Lti, 'requireAdministrator' | 'platforms' | 'deployments'>,
): Visitors {
  async function isWhole(platformId: string): Promise<boolean> {
    const [platform, deployments] = await Promise.all([
      lti.platforms.find(platformId),
      lti.deployments.list(platformId),
    ]);
    return platform?.isOneTenant === true || deployments.length < 2;
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
