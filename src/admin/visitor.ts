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
}

export interface Visitors {
  /** Throws Unauthenticated or NotAllowed. */
  require(req: Request): Promise<Visitor>;
  /** The same for a change: a session that may look only is refused. */
  requireToAct(req: Request): Promise<Visitor>;
  /** What the operator alone may do; to others it does not exist. */
  requireOperator(req: Request): Promise<Visitor>;
  /** A platform the visitor may see. Throws NotFound for any other, as if there were none. */
  platform(visitor: Visitor, id: string): Promise<Platform>;
}

/** `subject.role` of a session that a one-time link opened. */
export const OPERATOR = 'operator';

export function nothingHere(): NotFound {
  return new NotFound('page_not_found', 'There is no page at this address.');
}

export function createVisitors(lti: Pick<Lti, 'requireAdministrator' | 'platforms'>): Visitors {
  async function find(req: Request): Promise<Visitor> {
    const { subject } = requireSession(req);
    if (subject['role'] === OPERATOR) return { actor: OPERATOR, platformId: null };
    const launch = await lti.requireAdministrator(req);
    const person = subject['personId'];
    return {
      actor: person === undefined ? `user:${launch.user.id}` : `person:${person}`,
      platformId: launch.platformId,
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
    async platform(visitor, id) {
      const isVisible = visitor.platformId === null || visitor.platformId === id;
      const platform = isVisible ? await lti.platforms.find(id) : null;
      if (platform === null) throw nothingHere();
      return platform;
    },
  };
}
