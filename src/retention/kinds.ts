import { agedApplications } from '../applications/index.js';
import { agedEntries } from '../audit/index.js';
import { agedDecisions } from '../awards/index.js';
import { agedCorrections } from '../course/index.js';
import { agedMail } from '../mail/index.js';
import type { AgedRows } from '../store/index.js';
import { agedUses } from '../usage/index.js';

/** Something that is kept for a while, and for how long. */
export interface KeptKind {
  readonly rows: AgedRows;
  /** Days, unless a platform says otherwise. */
  readonly days: number;
  /** What a platform may choose, in days. */
  readonly choices: readonly number[];
}

/** What is kept for a while, in the order in which it is shown. Badges, their status, keys and awards are in no kind. */
export const KINDS: readonly KeptKind[] = [
  { rows: agedDecisions, days: 730, choices: [180, 365, 730, 1095, 1825, 3650] },
  { rows: agedCorrections, days: 730, choices: [90, 180, 365, 730, 1095, 1825] },
  { rows: agedApplications, days: 1095, choices: [180, 365, 730, 1095, 1825, 3650] },
  { rows: agedMail, days: 365, choices: [30, 90, 180, 365, 730, 1095] },
  { rows: agedEntries, days: 1095, choices: [365, 730, 1095, 1825, 3650] },
  { rows: agedUses, days: 400, choices: [90, 180, 400] },
];

/** For how many days a platform keeps each kind. A number that is not offered any more counts as none. */
export function daysOf(
  kinds: readonly KeptKind[],
  chosen: Readonly<Record<string, number>> = {},
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    kinds.map(({ rows: { name }, days, choices }) => {
      const own = chosen[name];
      return [name, own !== undefined && choices.includes(own) ? own : days];
    }),
  );
}
