import type { EventTenant, Telling } from '../../events/index.js';
import type { Credential } from './credential.js';

/** Finds a badge by its id. */
type Find = (id: string) => Promise<Pick<Credential, 'id' | 'awardId'> | null>;

/** What is told of the award that a badge is of. */
export interface ToldAward {
  readonly tenant: EventTenant;
  readonly achievementId: string;
  readonly ruleId: string;
}

/** Award ids of replacing badges name the badge before: see award-in-log.ts. */
const REPLACES = /^(?:supersedes|refreshes):(.+)$/;
/** Longer chains of replacements are followed to here; what lies behind is told to nobody. */
const MOST_STEPS = 50;

/** Finds the award that a badge goes back to, over the badges that it replaces. */
async function awardsOf(find: Find, awardIds: readonly string[]): Promise<Map<string, string>> {
  const at = new Map(awardIds.map((awardId) => [awardId, awardId]));
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const formerOf = (awardId: string) => REPLACES.exec(awardId)?.[1];
    const wanted = new Set([...at.values()].flatMap((awardId) => formerOf(awardId) ?? []));
    if (wanted.size === 0) break;
    const byId = new Map<string, string>();
    for (const id of wanted) byId.set(id, (await find(id))?.awardId ?? '');
    for (const [asked, awardId] of at) {
      const former = formerOf(awardId);
      if (former !== undefined) at.set(asked, byId.get(former) ?? '');
    }
  }
  // A further giving has a number behind the award's id.
  return new Map([...at].map(([asked, awardId]) => [asked, awardId.split('.')[0] ?? '']));
}

/**
 * How changes of badges after they were issued are told.
 * @param findAwards awards by their ids; of those that there are
 */
export const credentialTelling = (
  find: Find,
  findAwards: (awardIds: readonly string[]) => Promise<ReadonlyMap<string, ToldAward>>,
): Telling => ({
  collection: 'credentials',
  async describe(rows) {
    const awards = await awardsOf(find, [...new Set(rows.map((row) => String(row['awardId'])))]);
    const found = await findAwards([...new Set(awards.values())]);
    return rows.map((row) => {
      const awardId = awards.get(String(row['awardId'])) ?? '';
      const award = found.get(awardId);
      if (award === undefined) return null;
      const replacedBy = row['supersededBy'] ?? row['refreshedBy'];
      const { tenant, achievementId, ruleId } = award;
      const personId = String(row['personId']);
      const data = { credentialId: row._id, awardId, achievementId, ruleId, personId };
      return { tenant, data: typeof replacedBy === 'string' ? { ...data, replacedBy } : data };
    });
  },
});
