import { joinMove } from '../home/index.js';
import { PERSON_MOVE, personIdOf, type Person } from '../people/index.js';
import { moveRows, type RowMove, type Takeover } from '../store/index.js';
import { PERSONAL } from './moves.js';
import type { SuccessionDeps } from './succession-deps.js';

const AT_ONCE = 200;

/** Rows that name one of some persons, and name them anew. */
function personalMove(collection: string, ids: Readonly<Record<string, string>>): RowMove {
  return {
    collection,
    find: () => ({ personId: { $in: Object.keys(ids) } }),
    change: (row) => ({ ...row, personId: ids[String(row['personId'])] ?? row['personId'] }),
    same: ({ _id }) => ({ _id }),
  };
}

/** Everything that names a person, then the person: a crash between leaves them to be found again. */
export async function movePersons(deps: SuccessionDeps, takeover: Takeover): Promise<number> {
  const { connection } = deps;
  if (takeover.from === takeover.to) return 0;
  let after = '';
  for (;;) {
    const persons: Person[] = await deps.people.listOfPlatform(takeover.from, after, AT_ONCE);
    if (persons.length === 0) break;
    const ids = Object.fromEntries(
      persons.map(({ id, userId }) => [id, personIdOf(takeover.to, userId)]),
    );
    for (const collection of PERSONAL)
      await moveRows(connection, personalMove(collection, ids), takeover);
    await moveRows(connection, joinMove(ids), takeover);
    after = persons.at(-1)?.userId ?? '';
  }
  return moveRows(connection, PERSON_MOVE, takeover);
}
