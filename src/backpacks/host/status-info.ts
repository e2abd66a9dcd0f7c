import type { ErrorRequestHandler, Request, Response } from 'express';
import type { LaurelError, Logger } from '../../base/index.js';
import { toLaurelError } from '../../web/index.js';

/** The standard's word for a status (Open Badges 3.0, B.3.6). */
function codeOf(status: number): string {
  switch (status) {
    case 401:
      return 'unauthorizedrequest';
    case 403:
      return 'forbidden';
    case 404:
      return 'not_found';
    case 405:
      return 'not_allowed';
    case 429:
    case 503:
      return 'server_busy';
    default:
      return status >= 500 ? 'internal_server_error' : 'invalid_data';
  }
}

/** The standard's answer for what is no success (Open Badges 3.0, B.3.1). */
const statusInfo = (status: number, words: string, minor = codeOf(status)): object => ({
  imsx_codeMajor: 'failure',
  // What is not there is no error of the server's (B.3.6).
  imsx_severity: status === 404 ? 'status' : 'error',
  imsx_description: words,
  imsx_codeMinor: {
    imsx_codeMinorField: [
      { imsx_codeMinorFieldName: 'TargetEndSystem', imsx_codeMinorFieldValue: minor },
    ],
  },
});

function answer(error: LaurelError, req: Request, res: Response): void {
  req.problemCode = error.code;
  if (res.headersSent) return void res.destroy();
  if (error.status === 401) res.set('WWW-Authenticate', 'Bearer realm="Laurel"');
  if (error.retryAfterSeconds !== undefined)
    res.set('Retry-After', String(error.retryAfterSeconds));
  const minor = error.code === 'app_query_wrong' ? 'invalid_query_parameter' : undefined;
  res.status(error.status).json(statusInfo(error.status, error.message, minor));
}

/** Answers with the standard's Imsx_StatusInfo. */
export const answerStatusInfo =
  (log: Pick<Logger, 'error'>): ErrorRequestHandler =>
  // Express knows an error handler by its four parameters.
  (thrown: unknown, req, res, _next) => {
    const error = toLaurelError(thrown);
    if (error.status >= 500) log.error({ requestId: req.id, err: error }, 'request failed');
    answer(error, req, res);
  };

/** The same where a body cannot be read, which is before its route is reached: too large, or cut off. */
export const answerUnreadBody: ErrorRequestHandler = (thrown: unknown, req, res, next) => {
  const error = toLaurelError(thrown);
  if (error.status >= 500) return next(thrown);
  res.set('Cache-Control', 'no-store');
  answer(error, req, res);
};
