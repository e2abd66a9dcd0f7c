import { lazy } from './lazy.js';
import { omitUndefined } from './omit-undefined.js';
import { pino, type DestinationStream, type Logger } from 'pino';
import { idsOfRun } from './log-context.js';
import { withoutSecrets } from './without-secrets.js';

export type { Logger };

/**
 * Removes quoted values from an error's message: an address may hold a token in its query, and what a unique index
 * refused may be personal.
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

/** Lines are written together: each write of its own costs as much as to make the line. */
const TOGETHER_BYTES = 8_192;
const FLUSH_MS = 100;

/**
 * Standard output, of which a process has one. A line waits for a tenth of a second at most, and the end of the process, clean
 * or not, writes what waits. It is written by the thread itself, since the other way of sonic-boom tries for ever at the end
 * of a process whose reader is gone.
 */
const standardOutput = lazy((): DestinationStream => {
  const output = pino.destination({ fd: 1, sync: true, minLength: TOGETHER_BYTES });
  let waits = false;
  const flush = (): void => {
    if (waits) output.flush();
    waits = false;
  };
  setInterval(flush, FLUSH_MS).unref();
  process.on('exit', flush);
  return {
    write(line) {
      waits = true;
      output.write(line);
    },
  };
});

/**
 * Creates a JSON logger that leaves out secrets and personal data by the names of fields. Each line carries the ids of
 * the run that writes it ({@link idsOfRun}).
 * @param level the least severe level that is written
 * @param to where lines go, for tests; absent: standard output
 */
export function createLogger(level: string, to?: DestinationStream): Logger {
  const options = {
    level,
    mixin: () => ({ ...idsOfRun() }),
    formatters: { log: withoutSecrets },
    serializers: { err: serializeError, error: serializeError },
  };
  return pino(options, to ?? standardOutput());
}
