import type { TestLaurel } from '../support/start-test-laurel.js';

/** What looking leaves behind: who came, when, and what was remembered of an answer. */
const OF_VISITS = /session|login|launch|access_token|rate|agenda|lease/i;

/** Every document of the store as text, but for what any visit leaves there. */
export async function dump({
  store,
  usage,
}: Pick<TestLaurel, 'store' | 'usage'>): Promise<Map<string, string>> {
  // What was counted before is written now, and not while somebody compares.
  await usage.flush();
  const { db } = store.connection;
  if (!db) throw new Error('not connected');
  const found = new Map<string, string>();
  for (const { name } of await db.listCollections().toArray()) {
    if (OF_VISITS.test(name)) continue;
    for (const document of await db.collection(name).find().toArray()) {
      found.set(`${name}/${JSON.stringify(document['_id'])}`, JSON.stringify(document));
    }
  }
  return found;
}

/** What is other in the second than in the first: added, gone or changed. */
export function changesBetween(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => before.get(key) !== after.get(key));
}
