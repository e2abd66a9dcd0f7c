import { omitUndefined } from '../base/index.js';
import { courseMove, takenKey, type RowMove, type StoredRow } from '../store/index.js';
import { personIdOf } from './person.js';

/** Fields that a person decided: kept where the target has them, otherwise copied. */
const OWN = ['personalEmail', 'consent', 'typedName', 'mailOff'] as const;

function mergePerson(there: StoredRow, moved: StoredRow): object {
  const missing = OWN.filter((name) => there[name] === undefined && moved[name] !== undefined);
  const isUnchosen = there['nameChoice'] === 'platform' && moved['nameChoice'] !== 'platform';
  const taken = isUnchosen ? [...missing, 'nameChoice'] : missing;
  // An erasure is final: what the platform reported meanwhile does not bring data back.
  const own = there['erasedAt'] === undefined ? taken : [];
  const { firstSeenAt, lastSeenAt } = moved;
  const set = Object.fromEntries(own.map((name) => [name, moved[name]]));
  return omitUndefined({
    $min: { firstSeenAt },
    $max: { lastSeenAt },
    $set: own.length > 0 ? set : undefined,
  });
}

/** Merges two memberships of one person: a member under either of the two is a member. */
function mergeMember(there: StoredRow, moved: StoredRow): object {
  const { roles, status, since } = moved;
  if (status !== 'active') return { $min: { since } };
  return { $min: { since }, $set: { roles, status }, $unset: { leftAt: 1 } };
}

const members = courseMove('members', ['userId'], mergeMember);

/**
 * How persons and memberships move where a platform continues another: the same user id is the same person (LTI 1.3
 * Core, 5.3.6).
 */
export const PEOPLE_MOVES: readonly RowMove[] = [
  {
    ...members,
    change: (row, takeover) => ({
      ...row,
      ...takenKey(row, takeover),
      personId: personIdOf(takeover.to, String(row['userId'])),
    }),
  },
];

/** How the persons themselves move, after every row that names one. */
export const PERSON_MOVE: RowMove = {
  collection: 'people',
  // A person belongs to a platform, whatever its deployments: where one deployment continues another of the same
  // platform, none moves.
  find: ({ from, to }) => (from === to ? { _id: { $in: [] } } : { platformId: from }),
  change: (row, { to }) => ({
    ...row,
    _id: personIdOf(to, String(row['userId'])),
    platformId: to,
  }),
  same: ({ _id }) => ({ _id }),
  merge: mergePerson,
};
