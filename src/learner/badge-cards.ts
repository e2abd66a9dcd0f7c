import { canDoSentence, type AchievementContent } from '../achievements/index.js';
import { givingKey, type Award } from '../awards/index.js';
import { imageOf } from '../course/index.js';
import type { Localizer, Rule } from '../rules/index.js';
import type { LearnerDeps } from './learner-deps.js';
import { validitiesOf } from './learner-validity.js';
import { describePast, givenByHand, pastKindOf, type PastBadge } from './past-badge.js';

interface ListedPast extends PastBadge {
  readonly award: Award;
  readonly hasBadge: boolean;
}

/** What the cards of badges are made from. */
export interface CardDeps extends Pick<LearnerDeps, 'clock' | 'validity'> {
  readonly achievements: Pick<LearnerDeps['achievements'], 'findVersions'>;
  readonly credentials: Pick<LearnerDeps['credentials'], 'findByAward'>;
}

/** Lists the learner's badges that do not count, the latest first, each with since when and why. */
async function listPast(
  deps: Pick<CardDeps, 'credentials'>,
  words: Localizer,
  awards: readonly Award[],
  now: Date,
): Promise<ListedPast[]> {
  const listed: ListedPast[] = [];
  for (const award of [...awards].sort((a, b) => b.awardedAt.getTime() - a.awardedAt.getTime())) {
    if (pastKindOf(award, now) === null) continue;
    const credential = await deps.credentials.findByAward(givingKey(award));
    const told = describePast(words, award, now, credential?.changedAt);
    if (told !== null) listed.push({ ...told, award, hasBadge: credential !== null });
  }
  return listed;
}

const canDoOf = (content: AchievementContent | undefined): string =>
  content === undefined ? '' : canDoSentence(content.description, content.language);

/** @returns what the versions say that some awards or rules name */
export async function readContents(
  { achievements }: Pick<CardDeps, 'achievements'>,
  named: readonly Pick<Award, 'achievementId' | 'achievementVersion'>[],
) {
  const versions = await achievements.findVersions(
    named.map(({ achievementId, achievementVersion: version }) => ({ achievementId, version })),
  );
  const keyOf = (id: string, version: number) => `${id} ${version}`;
  const contents = new Map(
    versions.map(({ achievementId, version, content }) => [keyOf(achievementId, version), content]),
  );
  return ({ achievementId, achievementVersion }: (typeof named)[number]) =>
    contents.get(keyOf(achievementId, achievementVersion));
}

/**
 * Models the cards of a learner's awards: those that count, and those that do not, each with its state.
 * @param hrefOf the path or address of the page of a badge
 * @param rules the rules by which badges can be renewed now
 */
export async function buildBadgeCards(
  deps: CardDeps,
  words: Localizer,
  awards: readonly Award[],
  { hrefOf, rules }: { readonly hrefOf: (award: Award) => string; readonly rules: readonly Rule[] },
) {
  const { t } = words;
  const now = deps.clock.now();
  const shown = awards.filter((award) => award.state !== 'undone');
  const active = shown.filter((award) => award.state === 'active');
  const contentOf = await readContents(deps, shown);
  const validityTexts = await validitiesOf(deps, words, active, rules, now);
  const cardOf = (award: Award) => ({
    title: contentOf(award)?.name ?? t('awards.badge'),
    language: contentOf(award)?.language,
    text: canDoOf(contentOf(award)),
    image: imageOf(award.achievementId, award.achievementVersion),
    alt: '',
    validity: validityTexts.get(award.id),
  });
  const past = await listPast(deps, words, shown, now);
  return {
    earned: active
      .filter((award) => pastKindOf(award, now) === null)
      .sort((a, b) => b.awardedAt.getTime() - a.awardedAt.getTime())
      .map((award) => ({
        ...cardOf(award),
        href: hrefOf(award),
        tag: t('awards.standing.earned'),
        tagKind: 'success',
        awardedAt: award.awardedAt,
        given: givenByHand(words, award),
        isNew: award.notNotified === true,
      })),
    past: past.map(({ award, hasBadge, title, kind, ...told }) => ({
      ...cardOf(award),
      ...told,
      told: title,
      tagKind: kind,
      href: hasBadge ? hrefOf(award) : undefined,
    })),
  };
}
