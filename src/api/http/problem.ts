import type { Response } from 'express';
import { omitUndefined, type LaurelError } from '../../base/index.js';
import { RequestInvalid } from './request-error.js';

/** A problem as it is sent (RFC 9457). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly instance: string;
  readonly errors?: RequestInvalid['faults'];
}

/** @param reference the request's id, which stands in the log line that holds the details */
export function problemOf(error: LaurelError, publicUrl: string, reference: string): Problem {
  const { code, message, status, action } = error;
  return omitUndefined({
    type: `${publicUrl}/help/errors#${code}`,
    title: message,
    status,
    code,
    detail: action,
    instance: `urn:laurel:request:${reference}`,
    errors: error instanceof RequestInvalid ? error.faults : undefined,
  });
}

/** The challenge of RFC 6750, 3: why a token was not enough. */
function challengeOf({ code, status }: LaurelError, scope: string): string | undefined {
  if (status === 401)
    return code === 'token_missing'
      ? 'Bearer realm="Laurel"'
      : 'Bearer realm="Laurel", error="invalid_token"';
  if (code === 'scope_missing')
    return `Bearer realm="Laurel", error="insufficient_scope", scope="${scope}"`;
  return undefined;
}

export function sendProblem(
  res: Response,
  problem: Problem,
  error: LaurelError,
  scope: string,
): void {
  const challenge = challengeOf(error, scope);
  if (challenge !== undefined) res.setHeader('WWW-Authenticate', challenge);
  if (error.retryAfterSeconds !== undefined)
    res.setHeader('Retry-After', String(error.retryAfterSeconds));
  res.setHeader('Cache-Control', 'no-store');
  res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}
