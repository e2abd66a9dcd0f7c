import type { EvidenceItem } from '../applications/index.js';
import type { AchievementVersion } from '../achievements/index.js';
import { Conflict, nullIfAnswer, omitUndefined } from '../base/index.js';
import type { Credential } from '../credentials/index.js';
import type { CourseKey, Roster } from '../grades/index.js';
import { personIdOf } from '../people/index.js';
import {
  type Award,
  type Disclosure,
  buildOrder,
  describePerson,
  showableResults,
  disclosureOf,
} from '../awards/index.js';
import type { LearnerDeps } from './learner-deps.js';

/** What disclosure needs of other rooms. */
export interface DisclosureDeps extends Pick<LearnerDeps, 'evidence' | 'limits' | 'people'> {
  readonly rules: Pick<LearnerDeps['rules'], 'get'>;
  readonly awards: Pick<LearnerDeps['awards'], 'setEvidence'>;
  readonly achievements: Pick<LearnerDeps['achievements'], 'getVersion' | 'toOpenBadge'>;
  readonly credentials: Pick<LearnerDeps['credentials'], 'countFormer' | 'refresh'>;
  /** Gives null where nobody is asked: what was kept of the person then says it all. */
  readonly grades: { roster(course: CourseKey): Promise<Roster | null> };
}

/** @returns the learner of an award, by their own record and the course's roster, and the name that they typed */
async function personOf(deps: DisclosureDeps, { tenant, userId }: Award) {
  const id = personIdOf(tenant.platformId, userId);
  const [person] = await deps.people.findMany([id]);
  const roster = await deps.grades.roster(tenant).catch(nullIfAnswer);
  return {
    person: describePerson(id, person, roster?.members.get(userId)),
    typedName: person?.nameChoice === 'typed' ? person.typedName : undefined,
  };
}

/** Names what an award's rule asks people to hand in. */
async function evidenceOf({ rules }: Pick<DisclosureDeps, 'rules'>, award: Award) {
  const rule = await rules.get(award.tenant, award.ruleId);
  const taskIds = (rule?.inputs ?? []).flatMap((input) =>
    input.kind === 'assessment' && input.source === 'application' ? [input.assessmentId] : [],
  );
  return { platformId: award.tenant.platformId, userId: award.userId, taskIds };
}

/** The parts of somebody's work that a badge shows now, read from its signed text. */
function shownOf({ json }: Pick<Credential, 'json'>, items: readonly EvidenceItem[]): string[] {
  const { evidence = [] } = JSON.parse(json) as { evidence?: readonly Record<string, unknown>[] };
  return items.flatMap(({ key, evidence: { id, name, narrative } }) =>
    evidence.some((one) =>
      id === undefined ? one['name'] === name && one['narrative'] === narrative : one['id'] === id,
    )
      ? [key]
      : [],
  );
}

/** @returns what the badge can show, and what it shows now */
export async function readShown(
  deps: DisclosureDeps,
  award: Award,
  credential: Credential,
  version: AchievementVersion,
) {
  const badge = deps.achievements.toOpenBadge(version);
  const { person, typedName } = await personOf(deps, award);
  const items = await deps.evidence.itemsOf(await evidenceOf(deps, award));
  return {
    items,
    shownKeys: shownOf(credential, items),
    now: disclosureOf(credential),
    results: showableResults(award, version.content, badge),
    person,
    typedName,
    orderWith: (evidence: Award['evidence']) =>
      buildOrder(omitUndefined({ ...award, evidence }), badge, person, version.content),
  };
}

/**
 * Reissues a badge with what its learner lets it show. The former credential stays valid, and its address shows the new
 * one. The same choice again issues nothing, and counts towards no limit.
 * @param by who asks, for the audit log, and from which IP address, for the limit
 * @throws Conflict `badge_not_current` for a badge that is revoked or suspended; TooManyRequests `too_many_changes`
 */
export async function changeDisclosure(
  deps: DisclosureDeps,
  award: Award,
  credential: Credential,
  wanted: Disclosure & { readonly evidence: readonly string[] },
  by: { readonly actor: string; readonly address: string | undefined },
): Promise<Credential> {
  if (award.state !== 'active' || credential.state !== 'valid')
    throw new Conflict('badge_not_current', 'This badge is not valid at present.', {
      action: 'Ask your teacher about it.',
    });
  const version = await deps.achievements.getVersion(award.achievementId, award.achievementVersion);
  const shown = await readShown(deps, award, credential, version);
  const { now, results, items, shownKeys, person } = shown;
  const score = wanted.score && results.length > 0;
  const verifiedName = wanted.name ? person.name : undefined;
  const chosen = items.filter(({ key }) => wanted.evidence.includes(key));
  const isSame =
    chosen.length === shownKeys.length && chosen.every(({ key }) => shownKeys.includes(key));
  // Files that are shown no more are closed before anything else, also where that was left undone before.
  const keys = chosen.map(({ key }) => key);
  if (items.length > 0) await deps.evidence.show(await evidenceOf(deps, award), keys);
  if (isSame && now.score === score && credential.recipientName === verifiedName) return credential;
  await deps.limits.spend('reissue', {
    person: credential.personId,
    target: award.id,
    address: by.address,
  });
  const evidence = chosen.map(({ key, evidence: one }) => ({ key, ...one }));
  if (items.length > 0) await deps.awards.setEvidence(award.id, evidence);
  const order = shown.orderWith(items.length > 0 ? evidence : award.evidence);
  return deps.credentials.refresh(
    credential.id,
    omitUndefined({
      ...order,
      recipient: omitUndefined({ identity: order.recipient.identity, verifiedName }),
      result: score ? results : undefined,
    }),
    { actor: by.actor },
  );
}
