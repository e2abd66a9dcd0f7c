import type { Related } from '../credential/open-badge.js';
import type { IssueOrder } from '../credential/order.js';
import type { FindProgrammes } from '../credential/programmes.js';

/** More related achievements than this would be a list that nobody reads. */
const MOST_RELATED = 50;

type Achievement = IssueOrder['achievement'];

/**
 * Names in each badge the badges that it is a part of, as programmes say today (Open Badges 3.0, B.1.17 Related). Orders of one
 * achievement go on to share it.
 */
export async function nameProgrammes(
  find: FindProgrammes,
  orders: readonly IssueOrder[],
): Promise<readonly IssueOrder[]> {
  if (orders.length === 0) return orders;
  const urls = [...new Set(orders.map(({ achievement }) => achievement.id))];
  const named = new Map<string, string[]>();
  for (const { achievementId, milestone } of await find(urls))
    if (milestone !== undefined)
      named.set(achievementId, [...(named.get(achievementId) ?? []), milestone.id]);
  if (named.size === 0) return orders;
  const made = new Map<Achievement, Achievement>();
  const withRelated = (achievement: Achievement): Achievement => {
    const before = achievement.related ?? [];
    const fresh = [...new Set(named.get(achievement.id))].filter(
      (id) => !before.some((one) => one.id === id),
    );
    const related: Omit<Related, 'type'>[] = [...before, ...fresh.map((id) => ({ id }))];
    return fresh.length === 0
      ? achievement
      : { ...achievement, related: related.slice(0, MOST_RELATED) };
  };
  return orders.map((order) => {
    const achievement = made.get(order.achievement) ?? withRelated(order.achievement);
    made.set(order.achievement, achievement);
    return achievement === order.achievement ? order : { ...order, achievement };
  });
}
