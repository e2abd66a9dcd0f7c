import type { Achievements } from './achievements/index.js';
import type { Awards } from './awards/index.js';
import { earnedStatement, type FeedEvent } from './events/index.js';
import type { Lti } from './lti/index.js';

const EARNED: ReadonlySet<string> = new Set(['award.given', 'award.renewed']);

/**
 * Badges as statements for learning record stores.
 * @returns what makes them, event by event; null for an event that is none of a badge earned, or whose award is gone
 */
export function statementsBy(rooms: {
  readonly awards: { readonly store: Pick<Awards['store'], 'findByIds'> };
  readonly achievements: Pick<Achievements, 'getVersion' | 'toOpenBadge'>;
  readonly lti: { readonly platforms: Pick<Lti['platforms'], 'find'> };
}) {
  return async (events: readonly FeedEvent[]): Promise<(object | null)[]> => {
    const idOf = ({ data }: FeedEvent) => String(data['awardId'] ?? '');
    const earned = events.filter(({ type }) => EARNED.has(type));
    const awards = await rooms.awards.store.findByIds(earned.map(idOf));
    const byId = new Map(awards.map((award) => [award.id, award]));
    const made = events.map(async (event) => {
      const award = EARNED.has(event.type) ? byId.get(idOf(event)) : undefined;
      const platform = award && (await rooms.lti.platforms.find(award.tenant.platformId));
      if (!award || !platform) return null;
      const version = await rooms.achievements.getVersion(
        award.achievementId,
        award.achievementVersion,
      );
      const { id: url, name, description } = rooms.achievements.toOpenBadge(version);
      return earnedStatement({
        eventId: event.id,
        homePage: platform.issuer,
        accountName: award.userId,
        url,
        name,
        description,
        language: version.content.language,
        earnedAt: event.at,
      });
    });
    return Promise.all(made);
  };
}
