import { canDoSentence, type AchievementVersion } from '../achievements/index.js';
import type { Credential } from '../credentials/index.js';
import { markInWords, scoreInWords, type Award } from '../awards/index.js';
import { type Visit, imageOf } from '../course/index.js';
import type { Localizer } from '../rules/index.js';
import { readShown, type DisclosureDeps } from './change-disclosure.js';
import type { LearnerDeps } from './learner-deps.js';
import { describeRequest } from './ask-for-correction.js';
import { validityOfMine } from './learner-validity.js';
import { describePast, givenByHand } from './past-badge.js';

/**
 * Models the form in which a learner chooses what the badge says of them. Absent where the badge is not valid, since it
 * cannot be reissued then.
 */
async function shownModel(
  deps: DisclosureDeps,
  words: Localizer,
  award: Award,
  credential: Credential,
  version: AchievementVersion,
) {
  const { t } = words;
  if (award.state !== 'active' || credential.state !== 'valid') return undefined;
  const { now, results, person, typedName } = await readShown(deps, award, credential, version);
  const score = award.results.map((result) => resultInWords(words, result)).join('; ');
  const typed =
    typedName === undefined ? '' : ` ${t('awards.myBadge.typedName', { name: typedName })}`;
  return {
    action: `/my/badges/${award.id}/shows`,
    canScore: results.length > 0,
    scoreLabel: t('awards.myBadge.showScore', { score }),
    score: now.score ? 'yes' : '',
    name: now.name ? 'platform' : 'none',
    names: [
      ...(person.name === undefined
        ? []
        : [{ value: 'platform', label: person.name, help: t('awards.myBadge.platformName') }]),
      {
        value: 'none',
        label: t('awards.myBadge.noName'),
        help: `${t('awards.myBadge.noNameHelp')}${typed}`,
      },
    ],
  };
}

type Result = Award['results'][number];

const askedInWords = (words: Localizer, { mark }: Result): string =>
  mark === 'badge' ? words.t('awards.explain.badgeEarned') : markInWords(words, mark);

const resultInWords = (words: Localizer, result: Result): string =>
  result.score === undefined
    ? askedInWords(words, result)
    : scoreInWords(words, result.score, result.maximum);

const titleOfBadge = ({ t }: Localizer, name: string): string =>
  t('awards.explain.badge', { name });

type MyBadgeDeps = DisclosureDeps &
  Pick<LearnerDeps, 'clock' | 'awards' | 'corrections' | 'rules' | 'validity'>;

/** Models the page of one of the learner's own badges, with its sharing. */
export async function buildMyBadge(
  deps: MyBadgeDeps,
  visit: Visit,
  award: Award,
  credential: Credential,
) {
  const version = await deps.achievements.getVersion(award.achievementId, award.achievementVersion);
  const { content } = version;
  const past = describePast(visit, award, deps.clock.now(), credential.changedAt);
  return {
    title: content.name,
    language: content.language,
    canDo: canDoSentence(content.description, content.language),
    image: imageOf(award.achievementId, award.achievementVersion),
    alt: content.imageAlt ?? visit.t('awards.myBadge.alt', { name: content.name }),
    awardedAt: award.awardedAt,
    course: visit.launch.context.title,
    action: `/my/badges/${award.id}/share`,
    isValid: past === null && credential.state === 'valid',
    past,
    given: givenByHand(visit, award),
    congratulations: visit.t('awards.myBadge.congratulations', {
      name: visit.launch.user.givenName ?? visit.launch.user.name ?? '',
    }),
    validity: await validityOfMine(deps, visit, award),
    results: award.results.map((result) => ({
      label: result.mark === 'badge' ? titleOfBadge(visit, result.title) : result.title,
      value:
        result.score === undefined
          ? askedInWords(visit, result)
          : visit.t('awards.myBadge.result', {
              score: resultInWords(visit, result),
              mark: askedInWords(visit, result),
            }),
    })),
    former: {
      count: await deps.credentials.countFormer(credential.id),
      action: `/my/badges/${award.id}/withdraw`,
    },
    request: describeRequest(await deps.corrections.latest(award.id)),
    requestAction: `/my/badges/${award.id}/correction`,
    shows: await shownModel(deps, visit, award, credential, version),
    form: { values: { visibility: credential.visibility }, errors: {} },
  };
}
