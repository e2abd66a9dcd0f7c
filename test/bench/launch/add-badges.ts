import type { TestStore } from '../../../src/store/index.js';

const BATCH = 5_000;
const A_COURSE = 100;

/**
 * Puts slim badges into a tool's database, past its rooms: what its indexes hold of an award and of its credential, and no
 * more. They are spread over courses of a hundred of the deployment that the database knows, one learner each; every
 * fifth of them is of the course that is launched into.
 */
export async function addBadges(store: TestStore, database: string, count: number): Promise<void> {
  const db = store.connection.getClient().db(database);
  const place = await db.collection('lti_contexts').findOne();
  const rule = await db.collection<{ _id: string; achievementId: string }>('rules').findOne();
  if (!place || !rule) throw new Error('nobody has launched there, or there is no rule');
  const { platformId, deploymentId } = place as unknown as Record<string, string>;
  const begun = performance.now();
  for (let from = 0; from < count; from += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, count - from) }, (_, at) => from + at);
    const isHere = (n: number) => n % 5 === 0;
    const at = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 1_000);
    const awards = numbers.map((n) => ({
      _id: `award${n}` as never,
      platformId,
      deploymentId,
      contextId: isHere(n) ? String(place['contextId']) : `course${Math.floor(n / A_COURSE)}`,
      ruleId: isHere(n) ? rule._id : `rule${Math.floor(n / A_COURSE)}`,
      achievementId: isHere(n) ? rule.achievementId : `achievement${Math.floor(n / A_COURSE)}`,
      achievementVersion: 1,
      personKey: `${platformId}/somebody${n}`,
      userId: `somebody${n}`,
      cycle: 0,
      state: 'active',
      by: 'rule',
      awardedAt: at(n),
      results: [],
    }));
    const credentials = numbers.map((n) => ({
      _id: `credential${n}` as never,
      awardId: `award${n}`,
      personId: `person${n}`,
      statusListId: `list${Math.floor(n / 100_000)}`,
      statusListIndex: n % 100_000,
      issuedAt: at(n),
      state: 'active',
    }));
    await db.collection('awards').insertMany(awards, { ordered: false });
    await db.collection('credentials').insertMany(credentials, { ordered: false });
  }
  const seconds = (performance.now() - begun) / 1_000;
  console.log(`${count} awards and credentials inserted in ${seconds.toFixed(0)} s`);
}
