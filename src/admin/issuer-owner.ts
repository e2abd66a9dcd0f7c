import type { Request } from 'express';
import { omitUndefined } from '../base/index.js';
import type { IssuerOf } from '../credentials/index.js';
import type { Platform } from '../lti/index.js';
import type { AdminDeps } from './admin-page.js';
import { findSeat, isChosen, pathOfSeat } from './seat.js';
import type { Visitor, Visitors } from './visitor.js';

/** The id of the installation's own issuer. */
const OWN = 'default';

/** The issuer that a page is about: whose it is, the id it is kept under, and the page's path. */
export interface IssuerOwner {
  readonly platform: Platform | null;
  readonly id: string;
  readonly of?: IssuerOf;
  /** Whether the platform has one deployment: the page then does not say which one it is about. */
  readonly hasOne: boolean;
  readonly path: (page?: string) => string;
}

/** The owner of the installation's own issuer. */
export const INSTALLATION: IssuerOwner = {
  platform: null,
  id: OWN,
  hasOne: true,
  path: (page = '') => `/admin/issuer${page}`,
};

/**
 * Finds the issuer that a request below `/admin/platforms/:id/issuer` is about. @throws NotFound for one that the
 * visitor may not see
 */
export type FindIssuerOwner = (
  req: Request,
  visitor: Visitor,
  platformId: string,
) => Promise<IssuerOwner>;

/**
 * The issuer of a platform's only deployment is kept under the platform's id, also after more deployments came, so that
 * badges keep their issuer.
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

/** Adds to a page's path what was done, which the page then says. */
export const withDone = (path: string, done: string): string =>
  `${path}${path.includes('?') ? '&' : '?'}done=${done}`;
