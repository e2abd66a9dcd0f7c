import { omitUndefined } from '../base/index.js';
import type { Deployment, Lti } from '../lti/index.js';
import type { Decided, DeploymentPair } from './succession.js';

/**
 * The old platform goes on under the new registration; the record of the new one keeps the old, switched off, so that
 * nobody registers or launches by it again. (issuer, client_id) is unique, so the new one lets go first. Each write can be
 * repeated: what it writes was written down before.
 */
export async function swapIdentity(
  { platforms }: Pick<Lti, 'platforms'>,
  { id, freshId, oldId, identities }: Decided,
): Promise<void> {
  if (identities === undefined) return;
  const { old, fresh } = identities;
  const record = await platforms.find(freshId);
  if (record?.continuedBy === undefined) {
    const clientId = `${fresh.clientId} (${id})`;
    await platforms.change(freshId, { status: 'disabled', continuedBy: oldId, clientId });
  }
  const isMoved = old.issuer !== fresh.issuer;
  // Whoever has the old address now has no business in frames here.
  const frameOrigins = isMoved
    ? fresh.frameOrigins
    : [...new Set([...old.frameOrigins, ...fresh.frameOrigins])];
  const serviceOrigins = isMoved
    ? (fresh.serviceOrigins ?? [])
    : [...new Set([...(old.serviceOrigins ?? []), ...(fresh.serviceOrigins ?? [])])];
  await platforms.change(oldId, { ...fresh, frameOrigins, serviceOrigins });
  await platforms.change(freshId, { ...old, status: 'disabled' });
}

type Deployments = Pick<Lti, 'deployments'>;

/** The old deployment goes on; launches name it by the ids of the new one, and by its own where its registration is the same. */
async function goOn(
  { deployments }: Deployments,
  { freshId, oldId }: Decided,
  { launchIds, old }: { readonly launchIds: readonly string[]; readonly old: string },
): Promise<void> {
  const known = freshId === oldId ? await deployments.find(oldId, old) : null;
  const before = known ? (known.launchIds ?? [old]) : [];
  const all = [...new Set([...before, ...launchIds])];
  await deployments.rename(oldId, old, { launchIds: all, status: 'approved' });
}

/** A deployment that continues none comes along as it is. */
async function comeAlong(
  { deployments }: Deployments,
  { freshId, oldId, takeover, decidedAt = new Date(0) }: Decided,
  { fresh, launchIds }: DeploymentPair,
): Promise<void> {
  const found = await deployments.find(freshId, fresh);
  await deployments.put({
    platformId: oldId,
    deploymentId: takeover.deployments[fresh] ?? fresh,
    launchIds,
    status: found?.status ?? 'waiting',
    frameOrigins: found?.frameOrigins ?? [],
    firstSeenAt: found?.firstSeenAt ?? decidedAt,
    ...omitUndefined({
      ownFrameOrigins: found?.ownFrameOrigins,
      badgePolicy: found?.badgePolicy,
    }),
  });
}

/** Launches of the new registration's deployments lead to the courses of those that they continue. */
export async function renameDeployments(lti: Deployments, decided: Decided): Promise<void> {
  const { freshId, oldId, pairs, takeover } = decided;
  const { deployments } = lti;
  const going = new Set(Object.values(takeover.deployments));
  const isLeft = ({ deploymentId }: Deployment) => freshId !== oldId && !going.has(deploymentId);
  for (const { deploymentId } of (await deployments.list(oldId)).filter(isLeft))
    await deployments.rename(oldId, deploymentId, { launchIds: [] });
  for (const { old, ...pair } of pairs) {
    if (old === null) await comeAlong(lti, decided, { old, ...pair });
    else await goOn(lti, decided, { old, launchIds: pair.launchIds });
  }
  for (const { fresh } of pairs) await deployments.remove(freshId, fresh);
}
