import { personIdOf } from '../people/index.js';
import { tenantMove, type RowMove, type StoredRow } from '../store/index.js';

/** Rows of a person of a platform, by an id that begins with `by` and a slash. */
function personMove(
  collection: string,
  idOf: (row: StoredRow, personId: string) => string,
): RowMove {
  return {
    collection,
    // A person is a platform's, whatever its deployments.
    find: ({ from, to }) => (from === to ? { _id: { $in: [] } } : { platformId: from }),
    change: (row, { to }) => {
      const personId = personIdOf(to, String(row['userId']));
      const moved = { ...row, platformId: to, _id: idOf(row, personId) };
      return 'personId' in row ? { ...moved, personId } : moved;
    },
    same: ({ _id }) => ({ _id }),
  };
}

/** Pathways, and who is on them, where a platform or a deployment continues another. */
export const PATHWAY_MOVES: readonly RowMove[] = [
  tenantMove('pathways'),
  personMove('pathway_walks', ({ pathwayId }, personId) => `${String(pathwayId)}/${personId}`),
  personMove(
    'pathway_claims',
    ({ achievementId }, personId) => `${String(achievementId)}/${personId}`,
  ),
  personMove('pathway_dues', (_row, personId) => personId),
];
