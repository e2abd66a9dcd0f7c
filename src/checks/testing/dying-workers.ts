import { fulfilAwards, type FulfilSteps } from '../../awards/fulfil-awards.js';
import { createLogger } from '../../base/index.js';
import { courseKeyText } from '../../grades/index.js';
import type { CheckDeps } from '../check-deps.js';
import { createClaims, type Claims } from '../claims.js';
import { store, type createWorld } from './use-course-world.js';

const log = createLogger('silent');

const NEVER_MS = 1e9;

/** Claims of another process, which says that it lives as often as it is told. */
export const claimsOf = (of: ReturnType<typeof createWorld>, beatMs = NEVER_MS): Claims =>
  createClaims({ store: of.claimStore, clock: of.clock, log, beatMs });

/** Claims that everybody gets, whoever has the course: of a process that does not know that another one lives. */
export function claimingFreely(of: ReturnType<typeof createWorld>): Claims {
  const claims = claimsOf(of);
  return {
    ...claims,
    async hold(course) {
      const taken = { $unset: { claimedBy: 1 as const, claimedUntil: 1 as const } };
      await store.connection
        .collection<{ _id: string }>('course_checks')
        .updateOne({ _id: courseKeyText(course) }, taken);
      return claims.hold(course);
    },
  };
}

/** A worker that died in the middle of a look has been silent for so long that its course is anybody's. */
export const AFTER_CLAIM_MS = 16_000;

/** The same world in a process that dies at the n-th step: odd before it, even after it. */
export function dieAt(of: ReturnType<typeof createWorld>, n: number) {
  let count = 0;
  let dead = false;
  const step = (): void => {
    count += 1;
    if (dead || count === n) {
      dead = true;
      throw new Error('killed');
    }
  };
  const mortal = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const member: unknown = Reflect.get(object, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]): Promise<unknown> => {
          step();
          const result: unknown = await Reflect.apply(member, object, args);
          step();
          return result;
        };
      },
    });
  const own = claimsOf(of);
  const holding = mortal(own);
  const awards = mortal(of.stores.awards);
  const settling: FulfilSteps = { ...mortal(of.settleDeps), awards };
  const deps: CheckDeps = {
    ...of.deps,
    claims: {
      ...own,
      hold: (...course) => holding.hold(...course),
      isHeld: (id) => !dead && own.isHeld(id),
    },
    awards,
    rules: mortal(of.stores.rules),
    decisions: mortal(of.stores.decisions),
    checks: mortal(of.stores.checks),
    fulfil: (list) => fulfilAwards(settling, list),
  };
  return { deps, fired: () => dead };
}
