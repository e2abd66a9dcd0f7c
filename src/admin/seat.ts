import type { Request } from 'express';
import { z } from 'zod';
import type { Deployment, Lti, Platform } from '../lti/index.js';
import { nothingHere, type Visitor } from './visitor.js';

/** Whose settings a page is about: one deployment's, or (null) those of all deployments without their own. */
export interface Seat {
  readonly platform: Platform;
  readonly deployment: Deployment | null;
}

const querySchema = z.object({ deployment: z.string().min(1).max(255).optional() });

/** @returns the path of a seat's page below its platform's */
export function pathOfSeat({ platform, deployment }: Seat, page = '', chosen = false): string {
  const query =
    chosen && deployment ? `?deployment=${encodeURIComponent(deployment.deploymentId)}` : '';
  return `/admin/platforms/${platform.id}${page}${query}`;
}

/** Whether the request's address names a deployment. */
export const isChosen = (req: Request): boolean => req.query['deployment'] !== undefined;

/**
 * Finds the seat that a request is about. An administrator of one deployment sets what is that deployment's own. An
 * administrator of the whole platform may name a deployment; where they name none and the platform has several, they
 * set what holds for all.
 */
export async function findSeat(
  { deployments }: Pick<Lti, 'deployments'>,
  req: Request,
  [visitor, platform]: readonly [Visitor, Platform],
): Promise<Seat> {
  const query = querySchema.safeParse(req.query);
  if (!query.success) throw nothingHere();
  const named = query.data.deployment;
  if (visitor.deploymentId !== null && named !== undefined && named !== visitor.deploymentId)
    throw nothingHere();
  const wanted = visitor.deploymentId ?? named;
  if (wanted !== undefined) {
    const deployment = await deployments.find(platform.id, wanted);
    if (deployment === null) throw nothingHere();
    return { platform, deployment };
  }
  if (platform.isOneTenant === true) return { platform, deployment: null };
  const [only, ...more] = await deployments.list(platform.id);
  if (only === undefined || more.length > 0) return { platform, deployment: null };
  const hasOwn = only.badgePolicy !== undefined || only.ownFrameOrigins !== undefined;
  const isTheirs = visitor.cameFrom === only.deploymentId;
  return { platform, deployment: isTheirs || hasOwn ? only : null };
}
