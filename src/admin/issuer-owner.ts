import type { Request } from 'express';
import { omitUndefined } from '../base/index.js';
import type { IssuerOf } from '../credentials/index.js';
import type { Platform } from '../lti/index.js';
import type { AdminDeps } from './admin-page.js';
import { findSeat, isChosen, pathOfSeat } from './seat.js';
import type { Visitor, Visitors } from './visitor.js';

/** The installation's own issuer. */
const OWN = 'default';

/** Whose issuer a page is about, under which id it is kept, and where the page is. */
export interface IssuerOwner {
  readonly platform: Platform | null;
  readonly id: string;
  readonly of?: IssuerOf;
  /** The platform has one deployment: nothing is said of which it is about. */
  readonly hasOne: boolean;
  readonly path: (page?: string) => string;
}

export const INSTALLATION: IssuerOwner = {
  platform: null,
  id: OWN,
  hasOne: true,
  path: (page = '') => `/admin/issuer${page}`,
};

/** Finds whose issuer a request below `/admin/platforms/:id/issuer` is about. Throws NotFound for what a visitor may not see. */
export type FindIssuerOwner = (
  req: Request,
  visitor: Visitor,
  platformId: string,
) => Promise<IssuerOwner>;

/**
 * What one deployment alone has entered is kept under the platform's id, so that its badges keep their issuer: where it is the
 * platform's only one, or was when it entered it.
 */
export function createFindIssuerOwner(
  { lti, credentials }: Pick<AdminDeps, 'lti' | 'credentials'>,
  visitors: Visitors,
): FindIssuerOwner {
  const { issuers } = credentials;
  return async (req, visitor, platformId) => {
    const platform = await visitors.platform(visitor, platformId);
    const seat = await findSeat(lti, req, [visitor, platform]);
    const hasOne = (await lti.deployments.list(platformId)).length === 1;
    const shared = await issuers.draft(platformId);
    const path = (page = '') => pathOfSeat(seat, `/issuer${page}`, isChosen(req));
    const deploymentId = seat.deployment?.deploymentId;
    if (deploymentId === undefined) {
      const alone = platform.isOneTenant === true ? undefined : shared.deploymentId;
      const of = omitUndefined({ platformId, deploymentId: alone });
      return { platform, id: platformId, of, path, hasOne };
    }
    const of = { platformId, deploymentId };
    const isFree = hasOne && (shared.deploymentId ?? deploymentId) === deploymentId;
    return { platform, id: isFree ? platformId : await issuers.idFor(of), of, path, hasOne };
  };
}

/** The address of a page that says what was done. */
export const withDone = (path: string, done: string): string =>
  `${path}${path.includes('?') ? '&' : '?'}done=${done}`;
