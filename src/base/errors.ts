/** What a {@link LaurelError} may carry beside its words. */
export interface ErrorDetails {
  /** What the person can do next, in a sentence. */
  readonly action?: string;
  /** The error underneath: for the log, never for the answer. */
  readonly cause?: unknown;
  /** Seconds after which trying again makes sense (RFC 9110, 10.2.3). */
  readonly retryAfterSeconds?: number;
  /** A form of ours that sends the same again: for pages, as a button. Its fields hold nothing in clear. */
  readonly again?: SendAgain;
}

/** Where the button “Try again” leads by POST, and what it carries. */
export interface SendAgain {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * The one base of every error this product throws on purpose. `message` and `action` are written for
 * people and may be shown; `code` is stable and listed in docs/errors.md; `cause` is for the log.
 */
export class LaurelError extends Error {
  readonly action: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly again: SendAgain | undefined;

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
  }
}

/** What was sent cannot be taken as it is (RFC 9110: 422, or 400 where nothing could be parsed). */
export class InvalidInput extends LaurelError {
  constructor(
    code: string,
    message: string,
    details?: ErrorDetails & { readonly status?: 400 | 413 | 415 | 422 },
  ) {
    super(code, message, details?.status ?? 422, details);
  }
}

/** Nobody is known to be asking: no session, an expired one, a message that proves nothing. */
export class Unauthenticated extends LaurelError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super(code, message, 401, details);
  }
}

/** The person is known and may not do this. */
export class NotAllowed extends LaurelError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super(code, message, 403, details);
  }
}

/** There is no such thing, or none that this person may know of. */
export class NotFound extends LaurelError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super(code, message, 404, details);
  }
}

/** It cannot be done in the state things are in now. */
export class Conflict extends LaurelError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super(code, message, 409, details);
  }
}

/** It was done too often; after `retryAfterSeconds` it may be done again (RFC 6585, 4). */
export class TooManyRequests extends LaurelError {
  constructor(
    code: string,
    message: string,
    details: ErrorDetails & { readonly retryAfterSeconds: number },
  ) {
    super(code, message, 429, details);
  }
}

/** Another system answered wrongly or not at all. */
export class UpstreamFailed extends LaurelError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super(code, message, 502, details);
  }
}

/** We cannot serve just now; it passes by itself. */
export class Unavailable extends LaurelError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super(code, message, 503, details);
  }
}

/**
 * Whether an error is an answer, of another system or of a rule of ours, to be told and lived with. It is none when the
 * store is away or the program is wrong: then whatever is under way ends.
 */
export function isAnswer(error: unknown): error is LaurelError {
  return error instanceof LaurelError && error.status !== 503;
}

/** For `.catch()`: null where another system gave an answer that is none; the store's and the program's own errors go on. */
export function nullIfAnswer(error: unknown): null {
  if (isAnswer(error)) return null;
  throw error;
}
