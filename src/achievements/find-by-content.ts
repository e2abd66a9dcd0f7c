import type { createAchievementStore } from './achievement-store.js';
import type { Achievement, ListedAchievement } from './achievement.js';
import type { Achievements } from './achievements.js';

/** So many versions are looked at for which badges name a framework or a term. */
const MOST_LOOKED_AT = 1_000;

/** @returns what finds badges by what they say */
export const findByContent = (
  store: Pick<
    ReturnType<typeof createAchievementStore>,
    'listBySkills' | 'countByTerm' | 'findMany'
  >,
  withContent: (found: readonly Achievement[]) => Promise<ListedAchievement[]>,
): Pick<Achievements, 'listBySkills' | 'countByTerms'> => ({
  async listBySkills(frameworkId, within, limit) {
    const ids = await store.listBySkills(frameworkId, MOST_LOOKED_AT);
    const found = (await store.findMany(ids)).filter(
      ({ owner: { platformId, deploymentId } }) =>
        within === null ||
        (platformId === within.platformId && [null, deploymentId].includes(within.deploymentId)),
    );
    return withContent(found.slice(0, limit));
  },
  async countByTerms(terms) {
    const counted = terms.map(
      async (term) => [term, await store.countByTerm(term, MOST_LOOKED_AT)] as const,
    );
    return new Map(await Promise.all(counted));
  },
});
