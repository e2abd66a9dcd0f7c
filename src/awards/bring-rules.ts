import { createHash } from 'node:crypto';
import type { AchievementContent } from '../achievements/index.js';
import type { CourseKey } from '../grades/index.js';
import { contextHistoryOf, tenantOf, type Launch } from '../lti/index.js';
import { designRightsOf } from './badge-policy.js';
import type { CourseCopyStore } from './course-copy-store.js';
import type { Draft } from './draft-store.js';
import { formOfContent } from './form-of-content.js';
import { broughtInputOf } from './match-inputs.js';
import type { PageDeps } from './pages.js';
import type { Rule, RuleState } from './rule.js';
import { formOfRule } from './set-up.js';

export type BringDeps = Pick<
  PageDeps,
  'rules' | 'drafts' | 'achievements' | 'audit' | 'clock' | 'lti'
> & { readonly copies: CourseCopyStore };

/** A course whose rules can be brought. */
export interface SourceCourse extends CourseKey {
  readonly title: string;
}

/** The same for the same rule in the same course: a second attempt, or a second window, makes nothing twice. */
export function broughtDraftId(course: CourseKey, ruleId: string): string {
  const { platformId, deploymentId, contextId } = course;
  return createHash('sha256')
    .update(JSON.stringify([platformId, deploymentId, contextId, ruleId]))
    .digest('base64url')
    .slice(0, 22);
}

/** A rule of another course as a draft of this one. Its dates are those of another term, so they are left out. */
function draftOf(
  rule: Rule,
  content: AchievementContent,
  course: CourseKey,
  from: SourceCourse,
  updatedAt: Date,
): Draft {
  const fields = Object.entries(formOfRule(rule)).filter(
    ([name]) => !/^(use$|mark_|unit_|letter_)/.test(name),
  );
  return {
    ...{ id: broughtDraftId(course, rule.id), tenant: course, updatedAt },
    form: {
      ...{ ...formOfContent(content), ...Object.fromEntries(fields) },
      ...{ use: [], releaseAt: '', notBefore: '' },
    },
    brought: {
      ...{ contextId: from.contextId, title: from.title },
      ...{ inputs: rule.inputs.map(broughtInputOf), content },
    },
  };
}

async function draftsOf(
  deps: BringDeps,
  rules: readonly Rule[],
  course: CourseKey,
  from: SourceCourse,
): Promise<Draft[]> {
  const versions = await deps.achievements.findVersions(
    rules.map(({ achievementId, achievementVersion: version }) => ({ achievementId, version })),
  );
  const contents = new Map(versions.map((each) => [each.achievementId, each.content]));
  return rules.flatMap((rule) => {
    const content = contents.get(rule.achievementId);
    return content ? [draftOf(rule, content, course, from, deps.clock.now())] : [];
  });
}

async function record(
  deps: BringDeps,
  course: CourseKey,
  from: CourseKey,
  actor: string,
  drafts: number,
): Promise<void> {
  if (drafts === 0) return;
  const subject = `course:${from.contextId}`;
  await deps.audit.record({
    ...{ ...course, actor, action: 'rules.brought', subject, details: { drafts } },
  });
}

const AT_A_COPY: readonly RuleState[] = ['active', 'paused'];
/** What somebody who asks for it gets: the badges of a term that is over are ended, as a rule. */
export const BY_HAND: readonly RuleState[] = ['active', 'paused', 'ended'];

/**
 * Brings the rules of the course that a new course was copied from, as drafts: nothing is active. Once for each copy; a
 * draft that was removed does not come back. May be repeated, and done by two at once: each draft has an id of its own.
 * @param launch an instructor's
 */
export async function bringAlong(deps: BringDeps, launch: Launch, actor: string): Promise<void> {
  const history = contextHistoryOf(launch);
  if (history.length === 0 || !(await designRightsOf(deps, { launch })).mayDesign) return;
  const course = tenantOf(launch);
  const rules = await deps.rules.listIn(course, history, AT_A_COPY);
  const contextId = history.find((id) => rules.some((rule) => rule.tenant.contextId === id));
  if (contextId === undefined) return;
  const copy = await deps.copies.find(course, contextId);
  if (copy?.isDone) return;
  const isNew = (await deps.rules.list(course)).length === 0;
  if (copy === null && !isNew) return;
  await deps.copies.begin(course, contextId, deps.clock.now());
  const key = { ...course, contextId };
  const title = (await deps.lti.contexts.find(key))?.title ?? '';
  const own = rules.filter((rule) => rule.tenant.contextId === contextId);
  let made = 0;
  for (const draft of await draftsOf(deps, own, course, { ...key, title })) {
    if (await deps.drafts.insertOnce(draft)) made += 1;
  }
  await record(deps, course, key, actor, made);
  await deps.copies.finish(course, contextId);
}

/**
 * Brings the rules of a course that somebody named, as drafts, removed ones too; what is there already stays as it is.
 * @returns how many drafts were made
 */
export async function bringFrom(
  deps: BringDeps,
  course: CourseKey,
  from: SourceCourse,
  actor: string,
): Promise<number> {
  const { platformId, deploymentId, contextId } = from;
  const rules = await deps.rules.list({ platformId, deploymentId, contextId }, BY_HAND);
  const there = new Set([
    ...(await deps.drafts.list(course)).map((draft) => draft.id),
    ...(await deps.rules.list(course)).map((rule) => rule.id),
  ]);
  const drafts = await draftsOf(deps, rules, course, from);
  const missing = drafts.filter((draft) => !there.has(draft.id));
  for (const draft of missing) await deps.drafts.save(draft);
  await record(deps, course, from, actor, missing.length);
  return missing.length;
}
