import type { Request } from 'express';
import { requireBound } from '../web/index.js';
import { personIdOf } from '../people/index.js';
import { tenantOf, type Launch } from '../lti/index.js';
import type { CourseKey } from '../grades/index.js';
import type { AwardStore } from './award-store.js';
import type { Award } from './award.js';
import type { CheckDeps, CheckOutcome } from './check-course.js';
import type { CheckStore } from './check-store.js';
import type { AwardsDeps } from './create-awards.js';
import type { DecisionStore } from './decision-store.js';
import type { DraftStore } from './draft-store.js';
import type { RuleStore } from './rule-store.js';

/** What the pages of this room work with. */
export interface PageDeps extends AwardsDeps {
  readonly rules: RuleStore;
  readonly awards: AwardStore;
  readonly decisions: DecisionStore;
  readonly checks: CheckStore;
  readonly drafts: DraftStore;
  readonly checkDeps: CheckDeps;
  validity: CheckDeps['validity'];
  settle(awards: readonly Award[]): Promise<void>;
  check(course: CourseKey, options?: { readonly userId?: string }): Promise<CheckOutcome>;
  queue(course: CourseKey): Promise<void>;
}

/** Who acts, on what course. */
export interface Visit {
  readonly launch: Launch;
  readonly course: CourseKey;
  /** For the audit log. */
  readonly actor: string;
  /** In the reader's language. */
  readonly t: Translate;
  readonly locale: string;
}

/** The words of a message in a reader's language. */
export type Translate = Request['t'];

/** Who did what a launch leads to, for the audit log. */
export const actorOf = (launch: Launch): string =>
  `person:${personIdOf(launch.platformId, launch.user.id)}`;

function visitOf(launch: Launch, { t, locale }: Request): Visit {
  return { launch, course: tenantOf(launch), actor: actorOf(launch), t, locale: locale.code };
}

/** An instructor who looks. */
export async function instructorLooks(deps: Pick<PageDeps, 'lti'>, req: Request): Promise<Visit> {
  return visitOf(await deps.lti.requireInstructor(req), req);
}

/** An instructor who changes something: the session has to be bound to the launch. */
export async function instructorActs(deps: Pick<PageDeps, 'lti'>, req: Request): Promise<Visit> {
  requireBound(req);
  return instructorLooks(deps, req);
}

export async function learnerLooks(deps: Pick<PageDeps, 'lti'>, req: Request): Promise<Visit> {
  return visitOf(await deps.lti.currentLaunch(req), req);
}

export async function learnerActs(deps: Pick<PageDeps, 'lti'>, req: Request): Promise<Visit> {
  requireBound(req);
  return learnerLooks(deps, req);
}

/** What a page says first after something was done, named by `?done=`; those with a text of their own beside the title. */
const DONE: Readonly<Record<string, { readonly kind: string; readonly hasText?: true }>> = {
  saved: { kind: 'success' },
  activated: { kind: 'success', hasText: true },
  submitted: { kind: 'info', hasText: true },
  undone: { kind: 'success' },
  checked: { kind: 'success' },
  unread: { kind: 'warn', hasText: true },
  absent: { kind: 'warn', hasText: true },
  checking: { kind: 'info', hasText: true },
  queued: { kind: 'info', hasText: true },
  changed: { kind: 'success' },
  removed: { kind: 'success' },
  brought: { kind: 'success' },
  confirmed: { kind: 'success' },
  recalculated: { kind: 'success' },
  column: { kind: 'success' },
  decided: { kind: 'success' },
  renewed: { kind: 'success' },
  reissued: { kind: 'success', hasText: true },
  shared: { kind: 'success' },
};

export function doneNotice({ query: { done }, t }: Request): object | undefined {
  if (typeof done !== 'string' || !Object.hasOwn(DONE, done)) return undefined;
  const key = `awards.done.${done}`;
  return {
    ...{ kind: DONE[done]?.kind, title: t(`${key}.title`) },
    ...(DONE[done]?.hasText ? { text: t(`${key}.text`) } : {}),
  };
}

export const paramOf = (req: Request, name: string): string => {
  const value = req.params[name];
  return typeof value === 'string' ? value : '';
};
