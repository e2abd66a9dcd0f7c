import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import {
  InvalidInput,
  LaurelError,
  NotFound,
  Unavailable,
  type Logger,
  type SendAgain,
  omitUndefined,
} from '../base/index.js';
import { isStoreDown } from '../store/index.js';

/** What an answer says of an error: nothing of the request, nothing of the cause. */
export interface ErrorModel {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly action: string | undefined;
  readonly reference: string;
  readonly again?: SendAgain | undefined;
  readonly values?: LaurelError['values'];
  readonly wording?: LaurelError['wording'];
}

/** After every route: there is nothing at this address. */
export const answerNotFound: RequestHandler = () => {
  throw new NotFound('page_not_found', 'There is no page at this address.', {
    action: 'Check the address, or go back to where you came from.',
  });
};

/** Errors of body parsing and routing say what they are by `status` and `type` (http-errors). */
function fromHttpError(error: Error & { status?: unknown; type?: unknown }): LaurelError | null {
  const { status, type } = error;
  if (typeof status !== 'number' || status < 400 || status > 499) return null;
  if (type === 'entity.too.large') {
    return new InvalidInput('too_large', 'What was sent is too large.', {
      status: 413,
      cause: error,
    });
  }
  const code = status === 415 ? 415 : 400;
  return new InvalidInput('request_unreadable', 'What was sent could not be read.', {
    status: code,
    action: 'Go back and try again.',
    cause: error,
  });
}

/** Any thrown thing as an error with words. */
export function toLaurelError(error: unknown): LaurelError {
  if (error instanceof LaurelError) return error;
  if (error instanceof Error) {
    if (isStoreDown(error)) {
      return new Unavailable('store_away', 'Laurel cannot reach its database just now.', {
        action: 'Nothing is lost. Try again in a minute.',
        retryAfterSeconds: 30,
        cause: error,
      });
    }
    const known = fromHttpError(error);
    if (known) return known;
  }
  return new LaurelError('unexpected', 'Something went wrong on our side.', 500, {
    action: 'Try again. If it happens again, tell your administrator the reference below.',
    cause: error,
  });
}

/** A browser's navigation names text/html; a program asks for JSON or for anything. */
export function wantsPage(req: Request): boolean {
  return !req.path.startsWith('/api/') && (req.headers.accept ?? '').includes('text/html');
}

function writeProblem(res: Response, model: ErrorModel): void {
  res.status(model.status).type('application/problem+json');
  res.send(
    JSON.stringify(
      omitUndefined({
        type: `urn:laurel:error:${model.code}`,
        title: model.message,
        status: model.status,
        code: model.code,
        detail: model.action,
        instance: `urn:laurel:request:${model.reference}`,
      }),
    ),
  );
}

/**
 * Writes every error response of the product: a page in plain words for a person, application/problem+json
 * (RFC 9457) for a program. The line of the request says which error; one of ours is logged whole.
 * @param showPage renders the error page
 */
export function handleErrors(
  log: Logger,
  showPage: (req: Request, res: Response, model: ErrorModel) => void,
): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (thrown: unknown, req, res, _next) => {
    const error = toLaurelError(thrown);
    const { code, status, message, action } = error;
    req.problemCode = code;
    if (status >= 500) log.error({ requestId: req.id, code, err: error }, 'request failed');
    if (res.headersSent) return void res.destroy();
    res.setHeader('Cache-Control', 'no-store');
    if (error.retryAfterSeconds !== undefined) {
      res.setHeader('Retry-After', String(error.retryAfterSeconds));
    }
    const { values, wording } = error;
    const model = { status, code, message, action, reference: req.id };
    if (wantsPage(req)) showPage(req, res, { ...model, again: error.again, values, wording });
    else writeProblem(res, model);
  };
}
