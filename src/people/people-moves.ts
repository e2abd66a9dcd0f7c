import { omitUndefined } from '../base/index.js';
import { courseMove, takenKey, type RowMove, type StoredRow } from '../store/index.js';
import { personIdOf } from './person.js';

/** What a person decided themselves: kept as it is where it is known, else taken along. */
const OWN = ['personalEmail', 'consent', 'typedName'] as const;

function mergePerson(there: StoredRow, moved: StoredRow): object {
  const missing = OWN.filter((name) => there[name] === undefined && moved[name] !== undefined);
  const isUnchosen = there['nameChoice'] === 'platform' && moved['nameChoice'] !== 'platform';
  const taken = isUnchosen ? [...missing, 'nameChoice'] : missing;
  // Erased is erased: what a platform told meanwhile does not bring it back.
  const own = there['erasedAt'] === undefined ? taken : [];
  const { firstSeenAt, lastSeenAt } = moved;
  const set = Object.fromEntries(own.map((name) => [name, moved[name]]));
  return omitUndefined({
    $min: { firstSeenAt },
    $max: { lastSeenAt },
    $set: own.length > 0 ? set : undefined,
  });
}

/** Somebody who is there under one of the two is there. */
function mergeMember(there: StoredRow, moved: StoredRow): object {
  const { roles, status, since } = moved;
  if (status !== 'active') return { $min: { since } };
  return { $min: { since }, $set: { roles, status }, $unset: { leftAt: 1 } };
}

const members = courseMove('members', ['userId'], mergeMember);

/** Persons and their places in courses: the same user is the same person (LTI 1.3 Core, 5.3.6). */
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

/** The persons themselves; after everything that names one. */
export const PERSON_MOVE: RowMove = {
  collection: 'people',
  // A person is of a platform, whatever its deployments.
  find: ({ from, to }) => (from === to ? { _id: { $in: [] } } : { platformId: from }),
  change: (row, { to }) => ({
    ...row,
    _id: personIdOf(to, String(row['userId'])),
    platformId: to,
  }),
  same: ({ _id }) => ({ _id }),
  merge: mergePerson,
};
