import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock, Sealer } from '../../base/index.js';
import type { CheckedLaunch } from './check-launch.js';
import type { PendingLaunchStore } from './pending-launch-store.js';

/** Launches from browsers that kept no cookie between login and launch. */
export interface PendingLaunches {
  /** Stores a verified launch. @returns the secret that the waiting page carries in a form field */
  hold(checked: CheckedLaunch): Promise<string>;
  /** Removes and returns a pending launch, once; null where there is none or it is expired. */
  take(secret: string): Promise<TakenLaunch | null>;
  /** @returns what the login puts into platform storage for a state, and what the launch has to find there */
  proofOf(state: string): string;
  isProof(state: string, proof: string): boolean;
}

export interface TakenLaunch {
  readonly platformId: string;
  readonly state: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

const HOLD_MS = 10 * 60_000;
const PURPOSE = 'lti held launch';

const hash = (secret: string) => createHash('sha256').update(secret).digest('base64url');

/** @param deps.secret the same in every process, so that each accepts the proofs of the others */
export function createPendingLaunches(deps: {
  readonly store: PendingLaunchStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly secret: string;
}): PendingLaunches {
  const { store, sealer, clock } = deps;
  const proofOf = (state: string) =>
    createHmac('sha256', deps.secret).update(`lti state ${state}`).digest('base64url');
  return {
    async hold({ platform, login, claims }) {
      const secret = randomBytes(32).toString('base64url');
      await store.hold({
        id: hash(secret),
        platformId: platform.id,
        state: login.state,
        sealedClaims: sealer.seal(JSON.stringify(claims), PURPOSE),
        expiresAt: new Date(clock.now().getTime() + HOLD_MS),
      });
      return secret;
    },
    async take(secret) {
      const held = await store.take(hash(secret), clock.now());
      if (held === null) return null;
      const claims = JSON.parse(sealer.open(held.sealedClaims, PURPOSE).toString()) as Record<
        string,
        unknown
      >;
      return { platformId: held.platformId, state: held.state, claims };
    },
    proofOf,
    isProof(state, proof) {
      const expected = Buffer.from(proofOf(state));
      const found = Buffer.from(proof);
      return found.length === expected.length && timingSafeEqual(found, expected);
    },
  };
}
