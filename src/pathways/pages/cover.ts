import { collectSkills } from '../../achievements/index.js';
import { stepsOf, type PathwayContent } from '../model/pathway.js';
import type { PageDeps } from './page-deps.js';

/** The most steps that are looked at: a pathway has no more. */
const MOST_STEPS = 200;

/**
 * @returns which skills the steps of a pathway show, by which step, and which steps name none; undefined where no step names any
 */
export async function coverOf(
  { achievements }: Pick<PageDeps, 'achievements'>,
  content: PathwayContent,
) {
  const steps = stepsOf(content).slice(0, MOST_STEPS);
  const ids = steps.flatMap(({ what }) => (what.kind === 'own' ? [what.achievementId] : []));
  const found = new Map((await achievements.listMany(ids)).map((one) => [one.id, one]));
  const shown = steps.map(({ what }) => {
    const one = what.kind === 'own' ? found.get(what.achievementId) : undefined;
    const isPublished = one !== undefined && one.latestVersion > 0;
    return {
      name: what.name,
      href: isPublished ? `/achievements/${one.id}` : undefined,
      content: isPublished ? one.content : { alignments: [] },
    };
  });
  const skills = collectSkills(shown);
  if (skills.length === 0) return undefined;
  const without = shown.filter((each) => each.content.alignments.length === 0);
  return { skills, without: without.map(({ name }) => name) };
}
