import { isSharedByAll, type Lti } from '../lti/index.js';
import type { CourseKey } from './grade.js';
import type { Kept, SealedStore } from './sealed-store.js';

/** A platform, or one deployment of it. */
export type Seated = Pick<CourseKey, 'platformId'> & Partial<Pick<CourseKey, 'deploymentId'>>;

/** @returns the key under which something is stored for a seat: for a platform's id, or for one of its deployments */
export type KeyOf = (seat: string) => string;

/**
 * @returns the name of the place where connections are stored: a deployment's own, or a whole platform's, which is its
 *   id
 */
export const seatOf = ({ platformId, deploymentId }: Seated): string =>
  deploymentId === undefined ? platformId : `${platformId}/${deploymentId}`;

export interface Found extends Kept {
  /** The seat whose value it is. */
  readonly seat: string;
}

export type Seats = ReturnType<typeof createSeats>;

/**
 * Creates the places of tokens, keys and grants. Each deployment has its own, so that one school's administrator can
 * neither read nor change another's (LTI 1.3 Core, 3.1.3: a deployment is a tenant). What an earlier version stored for
 * a platform holds for each deployment that has none of its own.
 */
export function createSeats(deps: {
  readonly secrets: SealedStore;
  readonly lti: Pick<Lti, 'platforms' | 'deployments'>;
}) {
  const { secrets, lti } = deps;

  /** Whether the administrators of a deployment administer all of its platform. */
  async function isWhole(platformId: string): Promise<boolean> {
    const platform = await lti.platforms.find(platformId);
    if (platform && isSharedByAll(platform.issuer)) return false;
    return platform?.isOneTenant === true || (await lti.deployments.list(platformId)).length < 2;
  }

  /** @returns the seat under which a deployment's administrator stores something */
  async function seatToKeep(of: Seated): Promise<string> {
    const platform = await lti.platforms.find(of.platformId);
    return platform?.isOneTenant === true ? of.platformId : seatOf(of);
  }

  return {
    seatToKeep,
    isWhole,

    async find(keyOf: KeyOf, of: Seated): Promise<Found | null> {
      const seat = seatOf(of);
      const own = await secrets.find(keyOf(seat));
      if (own !== null || seat === of.platformId) return own && { ...own, seat };
      const shared = await secrets.find(keyOf(of.platformId));
      return shared && { ...shared, seat: of.platformId };
    },

    async save(
      keyOf: KeyOf,
      of: Seated,
      secret: Readonly<Record<string, string>>,
      facts: Readonly<Record<string, unknown>> = {},
    ): Promise<void> {
      const seat = await seatToKeep(of);
      await secrets.save(keyOf(seat), secret, facts);
      // What is stored for the only deployment there is exists in one place: the other one is cleared.
      const other = seat === of.platformId ? seatOf(of) : of.platformId;
      if (other !== seat && (await isWhole(of.platformId))) await secrets.remove(keyOf(other));
    },

    /** Where other deployments go on using their platform's value, it is recorded that this one does not. */
    async remove(keyOf: KeyOf, of: Seated): Promise<void> {
      const isShared = (await secrets.find(keyOf(of.platformId))) !== null;
      if (isShared && !(await isWhole(of.platformId)))
        return secrets.save(keyOf(seatOf(of)), {}, {});
      await secrets.remove(keyOf(seatOf(of)));
      await secrets.remove(keyOf(of.platformId));
    },
  };
}
