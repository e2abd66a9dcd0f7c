import { keepBriefly, readAnew, readOnce } from '../../base/index.js';
import type { DeploymentStore } from './deployment-store.js';
import type { PlatformStore } from './platform-store.js';
import type { Deployment, Platform } from './platform.js';

/**
 * How long people go on coming in after another process switched off their platform or deployment, in milliseconds; in
 * the process that did it they are refused at once.
 */
export const KEPT_MS = 3_000;
const MOST_KEPT = 1_000;

/** Who comes in from where, for logins, launches and the sessions that they open: as of the last seconds. */
export interface KeptPlaces {
  findByIssuer(issuer: string): Promise<Platform[]>;
  find(platformId: string): Promise<Platform | null>;
  /** Reads a platform afresh, and keeps it for what follows. */
  findNow(platformId: string): Promise<Platform | null>;
  findDeployment(platformId: string, deploymentId: string): Promise<Deployment | null>;
  findByLaunch(platformId: string, launchId: string): Promise<Deployment | null>;
}

const keyOf = (platformId: string, id: string) => `${platformId} ${id}`;
const isApproved = ({ status }: Deployment): boolean => status === 'approved';

/**
 * Keeps platforms and deployments for the way in, where each person would ask for the same few: those that are active
 * and approved, so that an approval counts at once everywhere.
 * @param now milliseconds that only go up; tests replace it
 * @returns the stores, through which everybody else reads afresh and writes, and whose writes end what is kept here; and
 *   what is kept
 */
export function keepPlaces(
  platforms: PlatformStore,
  deployments: DeploymentStore,
  now: () => number = () => performance.now(),
) {
  const limits = { ms: KEPT_MS, most: MOST_KEPT, now };
  const isActive = ({ status }: Platform): boolean => status === 'active';
  const byIssuer = keepBriefly<Platform[]>({ ...limits, isKept: (all) => all.some(isActive) });
  const byId = keepBriefly<Platform>({ ...limits, isKept: isActive });
  const deploymentsById = keepBriefly<Deployment>({ ...limits, isKept: isApproved });
  const byLaunch = keepBriefly<Deployment>({ ...limits, isKept: isApproved });

  /** Whether it succeeded or not, who comes next has it read. */
  const forgetting =
    <A extends unknown[], R>(write: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      try {
        return await write(...args);
      } finally {
        for (const kept of [byIssuer, byId, deploymentsById, byLaunch]) kept.forget();
        const [id] = args;
        if (typeof id === 'string') readAnew(`platform ${id}`);
      }
    };
  /** Read once by what runs as a whole, such as a launch and the look at its learner's grades. */
  const find = (id: string) => readOnce(`platform ${id}`, () => platforms.find(id));

  const kept: KeptPlaces = {
    findByIssuer: async (issuer) =>
      (await byIssuer.get(issuer, () => platforms.findByIssuer(issuer))) ?? [],
    find: (id) => byId.get(id, () => find(id)),
    findNow(id) {
      byId.forget(id);
      return kept.find(id);
    },
    findDeployment: (platformId, id) =>
      deploymentsById.get(keyOf(platformId, id), () => deployments.find(platformId, id)),
    findByLaunch: (platformId, launchId) =>
      byLaunch.get(keyOf(platformId, launchId), () =>
        deployments.findByLaunch(platformId, launchId),
      ),
  };
  return {
    kept,
    platforms: {
      ...platforms,
      find,
      add: forgetting((...how) => platforms.add(...how)),
      change: forgetting((...how) => platforms.change(...how)),
      remove: forgetting((...how) => platforms.remove(...how)),
    } satisfies PlatformStore,
    deployments: {
      ...deployments,
      ensure: forgetting((...how) => deployments.ensure(...how)),
      put: forgetting((...how) => deployments.put(...how)),
      rename: forgetting((...how) => deployments.rename(...how)),
      remove: forgetting((...how) => deployments.remove(...how)),
      setStatus: forgetting((...how) => deployments.setStatus(...how)),
      change: forgetting((...how) => deployments.change(...how)),
      launched: forgetting((...how) => deployments.launched(...how)),
    } satisfies DeploymentStore,
  };
}
