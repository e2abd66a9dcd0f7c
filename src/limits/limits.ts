import { TooManyRequests } from '../base/index.js';

/** How often something may be done in a window of time. */
export interface Limit {
  readonly times: number;
  readonly windowMs: number;
}

/** Whom an act is counted for: who does it, to what or whom, from which network. */
export interface Party {
  /** A person's id, or whatever stands for who acts. */
  readonly person?: string;
  /** What it is done to: a mail address, a badge. */
  readonly target?: string;
  /** An IP address. */
  readonly address?: string | undefined;
}

type Side = keyof Party;

export type Act =
  | 'confirm_mail'
  | 'correction'
  | 'import'
  | 'message'
  | 'reissue'
  | 'register'
  | 'resend'
  | 'sign_in';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Acts that send, issue or register, and how often. A network may be a whole campus: its limit is for what no campus does.
 */
export const LIMITS: Readonly<Record<Act, Readonly<Partial<Record<Side, Limit>>>>> = {
  confirm_mail: {
    person: { times: 6, windowMs: DAY },
    address: { times: 300, windowMs: DAY },
    target: { times: 3, windowMs: DAY },
  },
  correction: {
    person: { times: 10, windowMs: DAY },
    target: { times: 5, windowMs: DAY },
  },
  // A person brings what they earned elsewhere; each may ask other hosts.
  import: { person: { times: 120, windowMs: DAY } },
  message: {
    // The target is a badge, whose learners are written to.
    person: { times: 20, windowMs: DAY },
    target: { times: 10, windowMs: DAY },
  },
  resend: {
    // The target is a mail, that one reader gets.
    person: { times: 100, windowMs: DAY },
    target: { times: 3, windowMs: DAY },
  },
  reissue: {
    person: { times: 30, windowMs: DAY },
    address: { times: 1_000, windowMs: DAY },
    target: { times: 10, windowMs: DAY },
  },
  register: {
    // The person is whoever holds an invitation.
    person: { times: 30, windowMs: HOUR },
    address: { times: 300, windowMs: HOUR },
  },
  sign_in: {
    // The target is a mail address; of it nothing is said, whether it is known or not.
    address: { times: 60, windowMs: HOUR },
    target: { times: 6, windowMs: HOUR },
  },
};

/**
 * The sides in the order in which they are counted. Who is over their own limit uses up nobody else's: the target's comes
 * last, so that nobody can shut somebody out by asking on their behalf.
 */
export const SIDES: readonly Side[] = ['person', 'address', 'target'];

/** What a person is told who did something too often, by the act. */
export function tooOften(act: Act, retryAfterSeconds: number): TooManyRequests {
  switch (act) {
    case 'confirm_mail':
      return new TooManyRequests('too_many_mails', 'Too many confirmation mails were asked for.', {
        action: 'Use the latest mail that came, or try again tomorrow.',
        retryAfterSeconds,
      });
    case 'correction':
      return new TooManyRequests(
        'too_many_corrections',
        'Corrections were asked for too often today.',
        {
          action: 'Talk to your teacher, or ask again tomorrow.',
          retryAfterSeconds,
        },
      );
    case 'message':
    case 'resend':
      return new TooManyRequests('too_many_messages', 'Too many messages were sent today.', {
        action:
          'Nothing was sent. Send it tomorrow, or use the messages of your learning platform.',
        retryAfterSeconds,
      });
    case 'reissue':
      return new TooManyRequests('too_many_changes', 'Badges were changed too often today.', {
        action: 'The badge stays as it is now. Change it again tomorrow.',
        retryAfterSeconds,
      });
    case 'register':
      return new TooManyRequests('too_many_registrations', 'Too many registrations were tried.', {
        action: 'Wait an hour, then begin again in your learning platform.',
        retryAfterSeconds,
      });
    case 'import':
      return new TooManyRequests('too_many_imports', 'Too many badges were brought today.', {
        action: 'Try again tomorrow.',
        retryAfterSeconds,
      });
    case 'sign_in':
      return new TooManyRequests('too_many_sign_ins', 'Too many links were asked for from here.', {
        action: 'Use the latest mail that came, or try again in an hour.',
        retryAfterSeconds,
      });
  }
}
