/** What a {@link LaurelError} may carry beside its message. */
export interface ErrorDetails {
  /** What the person can do next, in a sentence. */
  readonly action?: string;
  /** What the words in a reader's language are filled with, by name (config/locales, `problem.<code>`). */
  readonly values?: Readonly<Record<string, string | number>>;
  /** Which of several wordings of the code is meant (`problem.<code>.<wording>`). */
  readonly wording?: string;
  /** The error underneath: for the log, never for the answer. */
  readonly cause?: unknown;
  /** Seconds after which trying again makes sense (RFC 9110, 10.2.3). */
  readonly retryAfterSeconds?: number;
  /**
   * A form that repeats the request; pages show it as a button. Its fields hold no secret and no personal data in
   * clear.
   */
  readonly again?: SendAgain;
}

/** Where the button “Try again” leads by POST, and what it carries. */
export interface SendAgain {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * The base of every error that this program throws on purpose. `message` and `action` are written for people and may be
 * shown; `code` is stable and listed in docs/errors.md; `cause` is for the log alone.
 */
export class LaurelError extends Error {
  readonly action: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly again: SendAgain | undefined;
  readonly values: Readonly<Record<string, string | number>> | undefined;
  readonly wording: string | undefined;

  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    details: ErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.action = details.action;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.again = details.again;
    this.values = details.values;
    this.wording = details.wording;
  }
}

/** The request's content cannot be accepted (RFC 9110: 422, or 400 where it could not be parsed). */
export class InvalidInput extends LaurelError {
  constructor(
    code: string,
    message: string,
    details?: ErrorDetails & { readonly status?: 400 | 413 | 415 | 422 },
  ) {
    super(code, message, details?.status ?? 422, details);
  }
}

/** The request proves no identity: it has no session, an expired one, or a message that proves nothing. */
export class Unauthenticated extends LaurelError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super(code, message, 401, details);
  }
}

/** The person is known and lacks the right to do this. */
export class NotAllowed extends LaurelError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super(code, message, 403, details);
  }
}

/** The resource does not exist, or this person may not know that it does. */
export class NotFound extends LaurelError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super(code, message, 404, details);
  }
}

/** The current state of the resource does not allow this. */
export class Conflict extends LaurelError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super(code, message, 409, details);
  }
}

/** A rate limit was reached; after `retryAfterSeconds` the request may be repeated (RFC 6585, 4). */
export class TooManyRequests extends LaurelError {
  constructor(
    code: string,
    message: string,
    details: ErrorDetails & { readonly retryAfterSeconds: number },
  ) {
    super(code, message, 429, details);
  }
}

/** Another system gave a wrong answer or none. */
export class UpstreamFailed extends LaurelError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super(code, message, 502, details);
  }
}

/** This program cannot serve the request at present; the cause is temporary. */
export class Unavailable extends LaurelError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super(code, message, 503, details);
  }
}

/**
 * Whether an error is an answer, of another system or of a rule of this program, which the caller can report and carry
 * on. Errors of the store and programming errors are no answers: whatever is under way ends.
 */
export function isAnswer(error: unknown): error is LaurelError {
  return error instanceof LaurelError && error.status !== 503;
}

/** For `.catch()`: turns an error that is an answer ({@link isAnswer}) into null, and rethrows all others. */
export function nullIfAnswer(error: unknown): null {
  if (isAnswer(error)) return null;
  throw error;
}
