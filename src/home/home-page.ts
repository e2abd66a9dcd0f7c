import { buildBadgeCards, type CardDeps } from '../learner/index.js';
import type { Localizer } from '../rules/index.js';
import { listJoined, type JoinedPerson } from './list-persons.js';

/** Where the badges of a home have their pages. */
export const BADGES = '/home/badges';

/** Models the page that lists all badges of a home, by the platform that they come from. */
export async function buildHomePage(
  deps: Parameters<typeof listJoined>[0] & CardDeps,
  words: Localizer,
  homeId: string,
) {
  const cardsOf = async ({ platform, awards }: JoinedPerson) => ({
    platform,
    // Renewal goes by the rule that gave the badge: only its course knows which is in force.
    ...(await buildBadgeCards(deps, words, awards, {
      hrefOf: ({ id }) => `${BADGES}/${id}`,
      rules: [],
    })),
  });
  const joined = await listJoined(deps, homeId);
  return {
    title: words.t('home.badges.title'),
    groups: await Promise.all(joined.map(cardsOf)),
  };
}
