import { canDoSentence, type AchievementVersion } from '../achievements/index.js';
import type { Credential } from '../credentials/index.js';
import { markInWords, scoreInWords, type Award } from '../awards/index.js';
import { imageOf } from '../course/index.js';
import type { Localizer } from '../rules/index.js';
import type { Holder } from './holder.js';
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
  words: Holder,
  award: Award,
  credential: Credential,
  version: AchievementVersion,
) {
  const { t } = words;
  if (award.state !== 'active' || credential.state !== 'valid') return undefined;
  const shown = await readShown(deps, award, credential, version);
  const { now, results, items, shownKeys, person, typedName } = shown;
  const score = award.results.map((result) => resultInWords(words, result)).join('; ');
  const typed =
    typedName === undefined ? '' : ` ${t('awards.myBadge.typedName', { name: typedName })}`;
  return {
    action: `${words.base}/${award.id}/shows`,
    canScore: results.length > 0,
    scoreLabel: t('awards.myBadge.showScore', { score }),
    score: now.score ? 'yes' : '',
    name: now.name ? 'platform' : 'none',
    evidence: shownKeys,
    evidenceChoices: items.map(({ key, label }) => ({ value: key, label })),
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

/** What the page of one's own badge is made from. */
export interface MyBadgeDeps extends DisclosureDeps, Pick<LearnerDeps, 'clock' | 'validity'> {
  readonly awards: Pick<LearnerDeps['awards'], 'findFor' | 'setEvidence'>;
  readonly rules: Pick<LearnerDeps['rules'], 'get' | 'list'>;
  readonly corrections: Pick<LearnerDeps['corrections'], 'latest'>;
}

/** Models the page of one of the learner's own badges, with its sharing. */
export async function buildMyBadge(
  deps: MyBadgeDeps,
  holder: Holder,
  award: Award,
  credential: Credential,
) {
  const version = await deps.achievements.getVersion(award.achievementId, award.achievementVersion);
  const { content } = version;
  const page = `${holder.base}/${award.id}`;
  const past = describePast(holder, award, deps.clock.now(), credential.changedAt);
  return {
    title: content.name,
    language: content.language,
    canDo: canDoSentence(content.description, content.language),
    image: imageOf(award.achievementId, award.achievementVersion),
    alt: content.imageAlt ?? holder.t('awards.myBadge.alt', { name: content.name }),
    awardedAt: award.awardedAt,
    course: holder.course,
    action: `${page}/share`,
    isValid: past === null && credential.state === 'valid',
    past,
    given: givenByHand(holder, award),
    congratulations: holder.t('awards.myBadge.congratulations', {
      name: holder.name,
    }),
    validity: await validityOfMine(deps, holder, award),
    results: award.results.map((result) => ({
      label: result.mark === 'badge' ? titleOfBadge(holder, result.title) : result.title,
      value:
        result.score === undefined
          ? askedInWords(holder, result)
          : holder.t('awards.myBadge.result', {
              score: resultInWords(holder, result),
              mark: askedInWords(holder, result),
            }),
    })),
    former: {
      count: await deps.credentials.countFormer(credential.id),
      action: `${page}/withdraw`,
    },
    request: describeRequest(await deps.corrections.latest(award.id)),
    requestAction: `${page}/correction`,
    shows: await shownModel(deps, holder, award, credential, version),
    form: { values: { visibility: credential.visibility }, errors: {} },
  };
}
