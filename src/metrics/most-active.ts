/** Gives an id as a label while it is among the most active, `other` while it is not. */
export interface MostActive {
  label(id: string): string;
}

interface Options {
  /** How many ids may be labels at a time. */
  readonly limit: number;
  /** An id is no label any more: its series can go. What it counts from now on is `other`. */
  readonly onLeave: (id: string) => void;
}

/** An id that is no label has to be so much more active than the least of them: two of a kind do not take turns. */
const LEAD = 1.5;
/** Ids that are no labels are counted so many times as many as labels. */
const OTHERS = 10;

function least(counts: ReadonlyMap<string, number>): readonly [string, number] {
  let found: readonly [string, number] = ['', Infinity];
  for (const entry of counts) if (entry[1] < found[1]) found = entry;
  return found;
}

/**
 * Bounds the values of a label to the ids that are told most often. The first ones are labels at once; later ones are counted
 * too (ten times as many, the least active forgotten) and take the place of the least active label once they are clearly ahead
 * of it. All counts are halved now and then, so that what was active long ago leaves.
 */
export function createMostActive({ limit, onLeave }: Options): MostActive {
  const labels = new Map<string, number>();
  const others = new Map<string, number>();
  let told = 0;

  function forgetSlowly(): void {
    told += 1;
    if (told < limit * 1_000) return;
    told = 0;
    for (const counts of [labels, others]) {
      for (const [id, count] of counts) counts.set(id, count / 2);
    }
  }

  function countOther(id: string): number {
    const known = others.get(id);
    if (known === undefined && others.size >= limit * OTHERS) others.delete(least(others)[0]);
    const count = (known ?? 0) + 1;
    others.set(id, count);
    return count;
  }

  return {
    label(id) {
      forgetSlowly();
      const known = labels.get(id);
      if (known !== undefined || labels.size < limit) {
        labels.set(id, (known ?? 0) + 1);
        return id;
      }
      const count = countOther(id);
      const [weakest, its] = least(labels);
      if (count < its * LEAD) return 'other';
      labels.delete(weakest);
      others.delete(id);
      onLeave(weakest);
      labels.set(id, count);
      return id;
    },
  };
}
