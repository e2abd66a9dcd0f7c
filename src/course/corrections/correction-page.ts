import { personIdOf } from '../../people/index.js';
import { nameIn, type Rule } from '../../rules/index.js';
import type { CourseDeps } from '../visit/course-deps.js';
import type { Visit } from '../visit/visit.js';
import { isOpenTo } from '../requests/correction.js';
import type { CorrectionStore } from '../requests/correction-store.js';

export interface CorrectionPageDeps extends Pick<CourseDeps, 'achievements' | 'people'> {
  readonly corrections: Pick<CorrectionStore, 'listOpen'>;
}

/** The open requests of a badge, each with what can be done about it. */
export async function buildCorrectionPage(deps: CorrectionPageDeps, visit: Visit, rule: Rule) {
  const { platformId } = rule.tenant;
  const [requests, version] = await Promise.all([
    deps.corrections.listOpen(rule.id),
    deps.achievements.getVersion(rule.achievementId, rule.achievementVersion),
  ]);
  const ids = requests.map(({ userId }) => personIdOf(platformId, userId));
  const persons = await deps.people.findMany([...new Set(ids)]);
  const nameOf = new Map(persons.map(({ userId, name }) => [userId, name]));
  const base = `/course/badges/${rule.id}`;
  return {
    title: version.content.name,
    base,
    requests: requests.map((request) => {
      const { id, userId, text, askedAt } = request;
      return {
        id,
        text,
        askedAt,
        name: nameOf.get(userId) ?? nameIn(visit, null, platformId, userId),
        href: `${base}/learner?${new URLSearchParams({ user: userId }).toString()}`,
        path: `${base}/corrections/${id}`,
        isSelf: !isOpenTo(request, visit.launch.user.id),
      };
    }),
  };
}
