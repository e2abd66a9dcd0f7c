import { collectSkills } from '../achievements/index.js';
import type { Award } from '../awards/index.js';
import type { Localizer } from '../rules/index.js';
import { readContents, type CardDeps } from './badge-cards.js';
import { pastKindOf } from './past-badge.js';

/**
 * Models what somebody can do: the skills that their badges show which count now.
 * @param hrefOf the path of the page of a badge
 */
export async function buildSkillsPage(
  deps: Pick<CardDeps, 'achievements' | 'clock'>,
  { t }: Pick<Localizer, 't'>,
  awards: readonly Award[],
  hrefOf: (award: Award) => string,
) {
  const now = deps.clock.now();
  const counting = awards.filter(
    (award) => award.state === 'active' && pastKindOf(award, now) === null,
  );
  const contentOf = await readContents(deps, counting);
  const skills = collectSkills(
    counting.flatMap((award) => {
      const content = contentOf(award);
      const { name = '', language } = content ?? {};
      return content === undefined ? [] : [{ name, language, href: hrefOf(award), content }];
    }),
  );
  return { title: t('skills.mine.title'), skills };
}
