import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger };

/** Names whose values never reach a log, wherever they stand in what is logged. */
const SECRET_NAMES = [
  'id_token',
  'idToken',
  'state',
  'nonce',
  'token',
  'access_token',
  'accessToken',
  'refresh_token',
  'refreshToken',
  'client_assertion',
  'authorization',
  'cookie',
  'password',
  'secret',
  'privateKey',
  'sealed',
  'email',
  'name',
  'registration_token',
];

const redact = {
  paths: [
    ...SECRET_NAMES,
    ...SECRET_NAMES.map((name) => `*.${name}`),
    ...SECRET_NAMES.map((name) => `*.*.${name}`),
  ],
  censor: '[redacted]',
};

/** Error messages may quote an address; a query string may hold a token. */
function withoutQueries(text: string): string {
  return text.replace(/(https?:\/\/[^\s?"'<>]+)\?[^\s"'<>]*/g, '$1?…');
}

function serializeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  return {
    type: error.name,
    ...('code' in error ? { code: error.code } : {}),
    message: withoutQueries(error.message),
    stack: withoutQueries(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: serializeError(error.cause) }),
  };
}

/**
 * A JSON logger on standard output (or on `to`, for tests) that leaves out secrets and personal data by name.
 * @param level the least severe level that is written
 */
export function createLogger(level: string, to?: DestinationStream): Logger {
  const options = { level, redact, serializers: { err: serializeError, error: serializeError } };
  return to === undefined ? pino(options) : pino(options, to);
}
