import { canDoSentence, type AchievementContent } from '../achievements/index.js';
import type { Credential } from '../credentials/index.js';
import { parseDecimal, percentOf } from '../grades/index.js';
import { personKey, type Award } from './award.js';
import { checkNotice, imageOf, requirementOf } from './course-page.js';
import { readShown } from './change-shown.js';
import { explain } from './explain.js';
import type { DecisionRecord } from './decision-store.js';
import { openGates } from './decide.js';
import type { PageDeps, Visit } from './pages.js';
import type { Rule } from './rule.js';

/** How far along: the share of what is needed, of the inputs that may be told. */
function progressOf(rule: Rule, record: DecisionRecord | undefined) {
  const decision = record?.decision;
  if (!decision || decision.inputs.some((trace) => trace.hidden)) return undefined;
  const [only] = decision.inputs;
  if (rule.inputs.length === 1 && only?.score !== undefined && only.neededPoints !== undefined) {
    const score = parseDecimal(only.score);
    const needed = parseDecimal(only.neededPoints);
    const share = score && needed && percentOf(score, needed, 0);
    if (!share) return undefined;
    const value = Number(share.units) / 10 ** share.scale;
    const maximum = only.maximum === undefined ? '' : ` of ${only.maximum}`;
    return {
      label: `Needed: ${only.neededPoints}`,
      value: Math.max(0, Math.min(100, value)),
      max: 100,
      text: `${only.score}${maximum}`,
    };
  }
  if (rule.inputs.length < 2) return undefined;
  return {
    label: 'Done',
    value: Math.min(decision.met, decision.needed),
    max: decision.needed,
    text: `${Math.min(decision.met, decision.needed)} of ${decision.needed}`,
  };
}

/** Where on the learner's page a badge stands that is still to be earned. */
export const toEarnId = (rule: Pick<Rule, 'id'>): string => `badge-${rule.id}`;

/** A rule that a learner has not met yet, in the learner's words. */
function toEarn(rule: Rule, record: DecisionRecord | undefined, name: string, now: Date) {
  const isStale = openGates(rule, now).length !== (record?.decision.gates.length ?? 0);
  const words = record && !isStale ? explain(rule, record.decision, 'learner') : undefined;
  return {
    title: name,
    id: toEarnId(rule),
    image: imageOf(rule.achievementId, rule.achievementVersion),
    requirement: requirementOf(rule),
    summary: words?.summary ?? 'No grade yet.',
    inputs: words?.inputs,
    changes: words?.changes,
    progress: isStale ? undefined : progressOf(rule, record),
  };
}

const canDoOf = (content: AchievementContent | undefined): string =>
  content === undefined ? '' : canDoSentence(content.description, content.language);

/** My badges: what was earned anywhere on this platform, and what this course still offers. */
export async function buildMyPage(deps: PageDeps, { course, launch }: Visit) {
  const { platformId } = course;
  const userId = launch.user.id;
  const [awards, rules, records, check] = await Promise.all([
    deps.awards.listByPerson(personKey(platformId, userId)),
    deps.rules.list(course, ['active']),
    deps.decisions.listForLearner(platformId, userId),
    deps.checks.get(course),
  ]);
  const earned = awards.filter((award) => award.state === 'active');
  const versions = await deps.achievements.findVersions(
    [...earned, ...rules].map(({ achievementId, achievementVersion: version }) => ({
      achievementId,
      version,
    })),
  );
  const contents = new Map(versions.map((each) => [each.achievementId, each.content]));
  const held = new Set(earned.map((award) => award.achievementId));
  const denied = new Set(
    awards.filter((award) => award.state === 'denied').map((award) => award.achievementId),
  );
  const byRule = new Map(records.map((record) => [record.ruleId, record]));
  const now = deps.clock.now();
  return {
    title: 'My badges',
    course: launch.context.title,
    notices: checkNotice(check).map(({ kind, title }) => ({ kind, title })),
    checkedAt: byRule.size > 0 ? check?.checkedAt : undefined,
    earned: earned
      .sort((a, b) => b.awardedAt.getTime() - a.awardedAt.getTime())
      .map((award) => ({
        title: contents.get(award.achievementId)?.name ?? 'Badge',
        text: canDoOf(contents.get(award.achievementId)),
        href: `/my/badges/${award.id}`,
        image: imageOf(award.achievementId, award.achievementVersion),
        alt: '',
        tag: 'Earned',
        tagKind: 'success',
        awardedAt: award.awardedAt,
        isNew: award.notNotified === true,
      })),
    toEarn: rules
      .filter((rule) => !held.has(rule.achievementId) && !denied.has(rule.achievementId))
      .map((rule) =>
        toEarn(rule, byRule.get(rule.id), contents.get(rule.achievementId)?.name ?? 'Badge', now),
      ),
  };
}

/** What the badge says of its learner, and what it could say; nothing where it is not valid: it cannot be issued anew. */
async function shownModel(deps: PageDeps, award: Award, credential: Credential) {
  if (award.state !== 'active' || credential.state !== 'valid') return undefined;
  const { now, results, person, typedName } = await readShown(deps, award, credential);
  const score = award.results.map(scoreInWords).join('; ');
  const typed =
    typedName === undefined
      ? ''
      : ` “${typedName}”, which you typed in your settings, is your own word: it is never signed.`;
  return {
    action: `/my/badges/${award.id}/shows`,
    canScore: results.length > 0,
    scoreLabel: `Show my score: ${score}`,
    score: now.score ? 'yes' : '',
    name: now.name ? 'platform' : 'none',
    names: [
      ...(person.name === undefined
        ? []
        : [{ value: 'platform', label: person.name, help: 'As your school’s platform tells it.' }]),
      {
        value: 'none',
        label: 'No name',
        help: `Whoever knows your e-mail address can still check that it is yours.${typed}`,
      },
    ],
  };
}

const scoreInWords = ({ score, maximum, mark }: Award['results'][number]): string =>
  score === undefined ? mark : `${score}${maximum === undefined ? '' : ` of ${maximum}`}`;

/** One badge of the learner's own, and who may see it. */
export async function buildMyBadge(
  deps: PageDeps,
  { launch }: Visit,
  award: Award,
  credential: Credential,
) {
  const { content } = await deps.achievements.getVersion(
    award.achievementId,
    award.achievementVersion,
  );
  const publicUrl = `${deps.settings.publicUrl}/credentials/${credential.id}`;
  return {
    title: content.name,
    canDo: canDoSentence(content.description, content.language),
    image: imageOf(award.achievementId, award.achievementVersion),
    alt: content.imageAlt ?? `Badge: ${content.name}`,
    awardedAt: award.awardedAt,
    course: launch.context.title,
    action: `/my/badges/${award.id}/share`,
    isRevoked: award.state === 'revoked',
    revokedWhy: award.reason,
    results: award.results.map((result) => ({
      label: result.title,
      value: result.score
        ? `${result.score}${result.maximum ? ` of ${result.maximum}` : ''}, ${result.mark} was needed`
        : result.mark,
    })),
    shows: await shownModel(deps, award, credential),
    publicUrl,
    isShared: credential.visibility !== 'private',
    form: { values: { visibility: credential.visibility }, errors: {} },
    fileUrl: publicUrl,
  };
}
