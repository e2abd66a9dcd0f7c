import type { Logger } from './log.js';

/** A course by its opaque ids. */
interface CourseIds {
  readonly platformId: string;
  readonly deploymentId: string;
  readonly contextId: string;
}

/**
 * The events that operators ask about, each with the fields of its line in the log. Ids are this program's own or
 * opaque; no field names a person, a host or an address, or holds what somebody wrote.
 */
export interface OperatorEvents {
  /**
   * A request was answered, or aborted by its client (`aborted`). `route` is a route pattern; `code` is the error's.
   */
  readonly request: {
    readonly requestId: string;
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly ms: number;
    readonly code?: string;
    readonly aborted?: true;
  };
  /** A person launched the tool from a platform. */
  readonly launched: {
    readonly launchId: string;
    readonly platformId: string;
    readonly deploymentId: string;
    readonly messageType: string;
    readonly strength: string;
    readonly isCookieless: boolean;
  };
  /**
   * A course was checked, for all learners or for one: `calls` to the platform, `rows` of grades. `cut`: its time was over
   * before everything was decided.
   */
  readonly course_checked: CourseIds & {
    readonly scope: 'course' | 'learner';
    readonly outcome: 'read' | 'failed' | 'absent' | 'cut';
    /** The code of the error, where the check failed. */
    readonly code?: string;
    readonly ms: number;
    readonly calls: number;
    readonly rows: number;
    readonly changed: number;
    readonly granted: number;
  };
  /** A badge was issued; `isRenewal`: it prolongs an earlier one. */
  readonly badge_issued: {
    readonly awardId: string;
    readonly platformId?: string;
    readonly isRenewal: boolean;
  };
  /** A badge was revoked, or replaced by a corrected one; `by` is the kind of actor. */
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
  /** A platform does not answer, or asked to be called less often: no worker calls it for a while. */
  readonly platform_silent: {
    readonly platformId: string;
    readonly code: string;
    readonly retryAfterSeconds?: number;
  };
  readonly platform_back: { readonly platformId: string; readonly silentMs: number };
  readonly job_done: { readonly job: string; readonly ms: number };
  /** A job failed; `failures` of this job in a row. */
  readonly job_failed: {
    readonly job: string;
    readonly ms: number;
    readonly failures: number;
    readonly err: unknown;
  };
  /** Another system was called. `status` is the answer's, or the error's code where there was no answer. */
  readonly called: { readonly status: string; readonly ms: number };
}

/** The name of an event. */
export type EventName = keyof OperatorEvents;

/** One event with its fields. */
export type OperatorEvent = {
  [N in EventName]: { readonly name: N; readonly fields: OperatorEvents[N] };
}[EventName];

type Level = 'debug' | 'info' | 'warn';

/** The log level of each event; null for one that is counted and has no line. */
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

/** Reports events: each is one line in the log, and goes to those who listen. */
export interface Events {
  /** @param level replaces the event's own level in the log */
  tell<N extends EventName>(name: N, fields: OperatorEvents[N], level?: Level): void;
  /** Calls `listener` with each event from now on. A listener must be quick and must not throw. */
  listen(listener: (event: OperatorEvent) => void): void;
}

/**
 * @param log takes the events' lines
 * @returns the events of this process
 */
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
