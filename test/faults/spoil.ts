import type { FaultKind } from '../support/lms/index.js';
import { giveGrades, workOn, workOnce, type Worker, type World } from './world.js';

/** What may happen to an answer. Moodle has no pages, so that no next page can lead back. */
export function kindsFor(world: World): FaultKind[] {
  const kinds: FaultKind[] = [
    ...(['timeout', 'hang', 'disconnect', 'error500', 'error503', 'throttle429'] as const),
    ...(['unauthorized401', 'expireTokens', 'cut', 'cutJson', 'wrongJson'] as const),
    ...(['wrongTypes', 'html', 'duplicate', 'reorder'] as const),
  ];
  return world.open.platform.kind === 'canvas' ? [...kinds, 'loopNext'] : kinds;
}

/** One round with spoiled answers: two checks while they are, and one when all is well again. */
export async function spoil(
  world: World,
  worker: Worker,
  round: {
    readonly seed: number;
    /** How many of the answers, 0 to 1. */
    readonly rate: number;
    readonly kinds: readonly FaultKind[];
    readonly passes: string;
    readonly fails: string;
  },
): Promise<void> {
  const { open, clock } = world;
  const { seed, rate, kinds } = round;
  open.platform.faults.byChance({ seed, rate, kinds, now: () => clock.now() });
  giveGrades(world, round.passes, round.fails);
  await workOnce(world, worker);
  clock.advance(11 * 60_000);
  await workOnce(world, worker);
  open.platform.faults.clear();
  await workOn(world, worker);
}
