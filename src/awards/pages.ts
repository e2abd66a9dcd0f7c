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

/** What a page says first after something was done, named by `?done=`. */
const DONE: Readonly<Record<string, { kind: string; title: string; text?: string }>> = {
  saved: { kind: 'success', title: 'The draft is saved.' },
  activated: {
    kind: 'success',
    title: 'The badge is active.',
    text: 'Learners who have earned it get it within moments; mail to them is held for 15 minutes.',
  },
  submitted: {
    kind: 'info',
    title: 'The badge waits for approval by an administrator.',
    text: 'Nobody gets it before that. You can leave this page.',
  },
  undone: { kind: 'success', title: 'The activation is undone. The badge is a draft again.' },
  checked: { kind: 'success', title: 'The grades were read just now.' },
  queued: { kind: 'info', title: 'The grades are being read.', text: 'Look again in a moment.' },
  changed: { kind: 'success', title: 'The change is saved.' },
  removed: { kind: 'success', title: 'The draft is removed.' },
  brought: { kind: 'success', title: 'The badges are here as drafts.' },
  confirmed: { kind: 'success', title: 'The maximum is confirmed.' },
  recalculated: { kind: 'success', title: 'The grades are taken as calculated anew.' },
  column: { kind: 'success', title: 'The gradebook column is there.' },
  decided: { kind: 'success', title: 'Your decision is kept.' },
  reissued: {
    kind: 'success',
    title: 'Your badge shows what you chose.',
    text: 'If that changed anything, it was issued anew: take its files again where you use them.',
  },
  shared: { kind: 'success', title: 'Your choice is saved.' },
};

export function doneNotice(req: Request): object | undefined {
  const { done } = req.query;
  return typeof done === 'string' && Object.hasOwn(DONE, done) ? DONE[done] : undefined;
}

export const paramOf = (req: Request, name: string): string => {
  const value = req.params[name];
  return typeof value === 'string' ? value : '';
};
