import type { Deployment } from '../lti/index.js';
import type { DeploymentPair } from './succession.js';

/** Of the deployments of two registrations: which continues which, where that is certain. */
export interface Pairing {
  readonly pairs: readonly DeploymentPair[];
  /** Deployments of the old registration that nothing continues. */
  readonly left: readonly string[];
}

type Named = Pick<Deployment, 'deploymentId' | 'launchIds'>;

const launchIdsOf = ({ deploymentId, launchIds = [deploymentId] }: Named) => launchIds;

/**
 * One deployment continues the only one there was; of several, those with the same id. Whatever else somebody chose counts
 * before that.
 * @param chosen by the id of a new deployment: the old one that it continues
 */
export function pairDeployments(
  fresh: readonly Named[],
  old: readonly Named[],
  chosen: Readonly<Record<string, string>> = {},
): Pairing {
  const known = new Set(old.map(({ deploymentId }) => deploymentId));
  const taken = new Set(Object.values(chosen));
  const only = fresh.length === 1 && old.length === 1 ? old[0]?.deploymentId : undefined;
  const oldOf = (deploymentId: string): string | null => {
    const wanted = chosen[deploymentId];
    if (wanted !== undefined) return known.has(wanted) ? wanted : null;
    if (only !== undefined) return only;
    return known.has(deploymentId) && !taken.has(deploymentId) ? deploymentId : null;
  };
  const pairs = fresh.map((one) => ({
    fresh: one.deploymentId,
    launchIds: launchIdsOf(one),
    old: oldOf(one.deploymentId),
  }));
  const continued = new Set(pairs.map((pair) => pair.old));
  return {
    pairs,
    left: old.map(({ deploymentId }) => deploymentId).filter((id) => !continued.has(id)),
  };
}

/** Under which id the records of each new deployment are kept from now on. */
export function keptIds(
  pairs: readonly DeploymentPair[],
  old: readonly Named[],
  freshId: () => string,
): Record<string, string> {
  const known = new Set(old.map(({ deploymentId }) => deploymentId));
  return Object.fromEntries(
    pairs.map(({ fresh, old: continued }) => {
      const own = known.has(fresh) ? `${fresh}~${freshId()}` : fresh;
      return [fresh, continued ?? own];
    }),
  );
}
