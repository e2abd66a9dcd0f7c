import { createHash } from 'node:crypto';
import type { AchievementContent } from '../../achievements/index.js';
import type { CourseKey } from '../../grades/index.js';
import { contextHistoryOf, tenantOf, type Launch } from '../../lti/index.js';
import { type Draft, type Rule, type RuleState, copiedInputOf } from '../../rules/index.js';
import { designRightsOf } from '../visit/badge-policy.js';
import { formOfContent } from '../set-up/form-of-content.js';
import { formOfRule } from '../set-up/default-form.js';
import type { CourseDeps } from '../visit/course-deps.js';

/** What copying rules works with. */
export type BringDeps = Pick<
  CourseDeps,
  'rules' | 'drafts' | 'copies' | 'achievements' | 'audit' | 'clock' | 'lti'
>;

/** A course whose rules can be copied. */
export interface SourceCourse extends CourseKey {
  readonly title: string;
}

/**
 * @returns the id of a copied draft: the same for the same rule in the same course, so that a second attempt makes
 *   nothing twice
 */
export function broughtDraftId(course: CourseKey, ruleId: string): string {
  const { platformId, deploymentId, contextId } = course;
  return createHash('sha256')
    .update(JSON.stringify([platformId, deploymentId, contextId, ruleId]))
    .digest('base64url')
    .slice(0, 22);
}

/** How many generations of course copies keep their deep links working. */
const MOST_GENERATIONS = 50;

/**
 * Makes a draft of this course from a rule of another one. The rule's dates belong to another term and are left out.
 */
function draftOf(
  rule: Rule,
  content: AchievementContent,
  course: CourseKey,
  from: SourceCourse,
  { updatedAt, former }: { readonly updatedAt: Date; readonly former: readonly string[] },
): Draft {
  const fields = Object.entries(formOfRule(rule)).filter(
    ([name]) => !/^(use$|mark_|unit_|letter_)/.test(name),
  );
  return {
    id: broughtDraftId(course, rule.id),
    tenant: course,
    updatedAt,
    form: {
      ...formOfContent(content),
      ...Object.fromEntries(fields),
      use: [],
      releaseAt: '',
      notBefore: '',
    },
    brought: {
      contextId: from.contextId,
      title: from.title,
      inputs: rule.inputs.map(copiedInputOf),
      badges: [rule.achievementId, ...former].slice(0, MOST_GENERATIONS),
      content,
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
  const { platformId, deploymentId, contextId } = from;
  const there = await deps.drafts.list({ platformId, deploymentId, contextId });
  const formers = new Map(there.map(({ id, brought }) => [id, brought?.badges ?? []]));
  const updatedAt = deps.clock.now();
  return rules.flatMap((rule) => {
    const content = contents.get(rule.achievementId);
    if (!content) return [];
    const former = formers.get(rule.id) ?? [];
    return [draftOf(rule, content, course, from, { updatedAt, former })];
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
    ...course,
    actor,
    action: 'rules.brought',
    subject,
    details: { drafts },
  });
}

const AT_A_COPY: readonly RuleState[] = ['active', 'paused'];
/** The states of rules that are copied when somebody asks for it: badges of a past term are usually ended. */
export const BY_HAND: readonly RuleState[] = ['active', 'paused', 'ended'];

/** A new course, with the course that it was copied from and that has badges. */
interface Copied {
  readonly course: CourseKey;
  readonly from: SourceCourse;
  readonly rules: readonly Rule[];
}

/**
 * Finds what a new course was copied from.
 * @returns null where there is none, where it was settled, or where the course has badges of its own
 */
async function findCopied(deps: BringDeps, launch: Launch): Promise<Copied | null> {
  const history = contextHistoryOf(launch);
  if (history.length === 0 || !(await designRightsOf(deps, { launch })).mayDesign) return null;
  const course = tenantOf(launch);
  const rules = await deps.rules.listIn(course, history, AT_A_COPY);
  const contextId = history.find((id) => rules.some((rule) => rule.tenant.contextId === id));
  if (contextId === undefined) return null;
  const copy = await deps.copies.find(course, contextId);
  if (copy?.isDone) return null;
  const isNew = (await deps.rules.list(course)).length === 0;
  if (copy === null && !isNew) return null;
  const key = { ...course, contextId };
  const title = (await deps.lti.contexts.find(key))?.title ?? '';
  const own = rules.filter((rule) => rule.tenant.contextId === contextId);
  return { course, from: { ...key, title }, rules: own };
}

async function bring(deps: BringDeps, copied: Copied, actor: string): Promise<void> {
  const { course, from, rules } = copied;
  await deps.copies.begin(course, from.contextId, deps.clock.now());
  let made = 0;
  for (const draft of await draftsOf(deps, rules, course, from)) {
    if (await deps.drafts.insertOnce(draft)) made += 1;
  }
  await record(deps, course, from, actor, made);
  await deps.copies.finish(course, from.contextId);
}

/**
 * Whether the platform's history names copies of courses alone. Canvas's names every import, also of a single quiz;
 * there the instructor is asked.
 */
async function tellsCopies(deps: BringDeps, { platformId }: Launch): Promise<boolean> {
  return (await deps.lti.platforms.find(platformId))?.family !== 'canvas';
}

/**
 * Copies the rules of the course that a new course was copied from, as drafts, none of them active. Done once for each
 * copy: a draft that was removed does not come back. It can be repeated, and run twice at a time, since each draft's id
 * is fixed.
 * @param launch an instructor's
 */
export async function copyRules(deps: BringDeps, launch: Launch, actor: string): Promise<void> {
  if (!(await tellsCopies(deps, launch))) return;
  const copied = await findCopied(deps, launch);
  if (copied) await bring(deps, copied, actor);
}

/** Finds the course whose badges an instructor may want here; null where there is nothing to ask. */
export async function findCopyOffer(
  deps: BringDeps,
  launch: Launch,
): Promise<{ readonly title: string; readonly count: number } | null> {
  if (await tellsCopies(deps, launch)) return null;
  const copied = await findCopied(deps, launch);
  return copied && { title: copied.from.title, count: copied.rules.length };
}

/** Does what an instructor answered to the offer, which is not made again. */
export async function answerCopyOffer(
  deps: BringDeps,
  launch: Launch,
  actor: string,
  answer: 'bring' | 'leave',
): Promise<void> {
  const copied = await findCopied(deps, launch);
  if (!copied) return;
  if (answer === 'bring') return bring(deps, copied, actor);
  const { course, from } = copied;
  await deps.copies.begin(course, from.contextId, deps.clock.now());
  await deps.copies.finish(course, from.contextId);
}

/**
 * Copies the rules of a course that somebody chose, or one of them, as drafts, also of drafts that were removed; existing
 * ones stay as they are.
 * @returns how many drafts were made
 */
export async function bringFrom(
  deps: BringDeps,
  course: CourseKey,
  from: SourceCourse,
  actor: string,
  only?: string,
): Promise<number> {
  const { platformId, deploymentId, contextId } = from;
  const all = await deps.rules.list({ platformId, deploymentId, contextId }, BY_HAND);
  const rules = all.filter(({ id }) => only === undefined || id === only);
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
