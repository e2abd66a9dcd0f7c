import type { Logger } from './log.js';

/** A course, by opaque ids. */
interface CourseIds {
  readonly platformId: string;
  readonly deploymentId: string;
  readonly contextId: string;
}

/**
 * What an operator asks about: an event's name, and what its line in the log says. Ids are ours or opaque; nothing names a
 * person, a host, an address or what somebody wrote.
 */
export interface OperatorEvents {
  /** A request was answered, or given up by whoever asked (`aborted`). `route` is a pattern; `code` that of the error. */
  readonly request: {
    readonly requestId: string;
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly ms: number;
    readonly code?: string;
    readonly aborted?: true;
  };
  /** Somebody came in from a platform. */
  readonly launched: {
    readonly launchId: string;
    readonly platformId: string;
    readonly deploymentId: string;
    readonly messageType: string;
    readonly strength: string;
    readonly isCookieless: boolean;
  };
  /** A course was looked at, for everybody or for one learner: `calls` of the platform, `rows` of grades. */
  readonly course_checked: CourseIds & {
    readonly scope: 'course' | 'learner';
    readonly outcome: 'read' | 'failed' | 'absent';
    /** Why it failed. */
    readonly code?: string;
    readonly ms: number;
    readonly calls: number;
    readonly rows: number;
    readonly changed: number;
    readonly granted: number;
  };
  /** `isRenewal`: it prolongs an earlier one. */
  readonly badge_issued: {
    readonly awardId: string;
    readonly platformId?: string;
    readonly isRenewal: boolean;
  };
  /** A badge was taken back for good, or replaced by a corrected one; `by`: what kind of actor did it. */
  readonly badge_revoked: {
    readonly awardId: string;
    readonly by: string;
    readonly isReplaced: boolean;
  };
  readonly badge_suspended: { readonly awardId: string; readonly by: string };
  readonly badge_reinstated: { readonly awardId: string; readonly by: string };
  readonly mail_sent: {
    readonly key: string;
    readonly view: string;
    readonly attempts: number;
    readonly ms: number;
  };
  readonly mail_given_up: {
    readonly key: string;
    readonly view: string;
    readonly attempts: number;
    readonly reason: string;
  };
  /** A platform does not answer, or wants to be left alone: no worker asks it for a while. */
  readonly platform_silent: {
    readonly platformId: string;
    readonly code: string;
    readonly retryAfterSeconds?: number;
  };
  readonly platform_back: { readonly platformId: string; readonly silentMs: number };
  readonly job_done: { readonly job: string; readonly ms: number };
  /** `failures`: of this job in a row. */
  readonly job_failed: {
    readonly job: string;
    readonly ms: number;
    readonly failures: number;
    readonly err: unknown;
  };
  /** Another system was called. `status`: of its answer, or the code of the error where it gave none. */
  readonly called: { readonly status: string; readonly ms: number };
}

export type EventName = keyof OperatorEvents;

/** One event, by its name. */
export type OperatorEvent = {
  [N in EventName]: { readonly name: N; readonly fields: OperatorEvents[N] };
}[EventName];

type Level = 'debug' | 'info' | 'warn';

/** How grave the line of an event is; null: it is counted and has no line. */
const LEVELS: Readonly<Record<EventName, Level | null>> = {
  request: 'info',
  launched: 'info',
  course_checked: 'info',
  badge_issued: 'info',
  badge_revoked: 'info',
  badge_suspended: 'info',
  badge_reinstated: 'info',
  mail_sent: 'info',
  mail_given_up: 'warn',
  platform_silent: 'warn',
  platform_back: 'info',
  job_done: null,
  job_failed: 'warn',
  called: null,
};

const WORDS = Object.fromEntries(
  Object.keys(LEVELS).map((name) => [name, name.replaceAll('_', ' ')]),
) as Readonly<Record<string, string>>;

/** Tells operators what happens: one line in the log for each event, and whoever counts. */
export interface Events {
  /** @param level instead of the event's own */
  tell<N extends EventName>(name: N, fields: OperatorEvents[N], level?: Level): void;
  /** Calls `listener` with each event from now on. It must not throw, and is quick. */
  listen(listener: (event: OperatorEvent) => void): void;
}

export function createEvents(log: Pick<Logger, Level>): Events {
  const listeners: ((event: OperatorEvent) => void)[] = [];
  return {
    tell(name, fields, level) {
      const at = level ?? LEVELS[name];
      if (at !== null) log[at]({ event: name, ...fields } as object, WORDS[name]);
      for (const listener of listeners) listener({ name, fields } as OperatorEvent);
    },
    listen: (listener) => void listeners.push(listener),
  };
}
