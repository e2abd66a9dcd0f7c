import { omitUndefined } from './omit-undefined.js';
import { pino, type DestinationStream, type Logger } from 'pino';
import { idsOfRun } from './log-context.js';
import { withoutSecrets } from './without-secrets.js';

export type { Logger };

/**
 * An error's words may quote an address, whose query may hold a token, or what a unique index refused, which may be
 * somebody's.
 */
function withoutValues(text: string): string {
  return text
    .replace(/https?:\/\/[^\s"'<>]+/g, (address) => {
      const query = address.indexOf('?');
      return query < 0 ? address : `${address.slice(0, query)}?…`;
    })
    .replace(/dup key: \{[^\n]*/g, 'dup key: {…}');
}

function serializeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  return omitUndefined({
    type: error.name,
    code: 'code' in error ? error.code : undefined,
    message: withoutValues(error.message),
    stack: withoutValues(error.stack ?? ''),
    cause: error.cause === undefined ? undefined : serializeError(error.cause),
  });
}

/**
 * A JSON logger on standard output (or on `to`, for tests) that leaves out secrets and personal data by name. Each line
 * carries the ids of the run that writes it ({@link idsOfRun}).
 * @param level the least severe level that is written
 */
export function createLogger(level: string, to?: DestinationStream): Logger {
  const options = {
    level,
    mixin: () => ({ ...idsOfRun() }),
    formatters: { log: withoutSecrets },
    serializers: { err: serializeError, error: serializeError },
  };
  return to === undefined ? pino(options) : pino(options, to);
}
