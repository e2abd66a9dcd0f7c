import type { Draft } from '../../rules/index.js';
import type { Simulation } from '../../awards/index.js';
import type { Preview, PreviewChange } from './preview.js';
import { SHOWN, type Names } from './simulation-model.js';

const passingOf = ({ earned, waiting }: Simulation): string[] =>
  [...earned, ...waiting].map(({ userId }) => userId);

/** @returns what is stored of a preview, so that a later one can be compared with it */
export const previewedAt = (
  look: Preview,
  simulation: Simulation,
): NonNullable<Draft['looked']> => ({
  digest: look,
  userIds: passingOf(simulation),
});

/**
 * Says what differs from what a person was shown: why the page asks again and, where that is stored, who passes now and
 * who no longer does.
 * @returns undefined where nothing was shown before, or nothing changed
 */
export function changedModel({
  change,
  kept,
  seen,
  simulation,
  names,
}: {
  readonly change: PreviewChange;
  readonly kept: Draft['looked'];
  readonly seen: Preview;
  readonly simulation: Simulation;
  readonly names: Names;
}) {
  if (change === 'none' || change === 'nothing-seen') return undefined;
  if (kept?.digest !== seen) return { by: change };
  const now = passingOf(simulation);
  const [before, after] = [new Set(kept.userIds), new Set(now)];
  const nameAll = (ids: readonly string[]) => ({
    count: ids.length,
    names: ids.slice(0, SHOWN).map((id) => names.nameOf(id)),
    more: Math.max(0, ids.length - SHOWN),
  });
  return {
    by: change,
    gain: nameAll(now.filter((id) => !before.has(id))),
    lose: nameAll(kept.userIds.filter((id) => !after.has(id))),
  };
}
