import { setFlagsFromString } from 'node:v8';
import { createLogger, parseSettings, SettingsError, Unavailable } from './base/index.js';
import { StoreError } from './embedded/index.js';
import { startLaurel } from './start.js';

// Left to itself V8 lets garbage grow to four times what is in use before it looks: a course of ten thousand then takes
// 600 MB where 430 do, and no less processor time.
setFlagsFromString('--heap-growing-percent=100');

/** Ends with one line that says what is wrong: for what an operator can mend, a stack would only hide it. */
function stop(error: unknown): never {
  const isForOperator = [SettingsError, Unavailable, StoreError].some(
    (kind) => error instanceof kind,
  );
  const words =
    error instanceof Error
      ? [error.message, 'action' in error ? error.action : '']
      : [String(error)];
  process.stderr.write(`${words.filter(Boolean).join(' ')}\n`);
  if (!isForOperator && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  process.exit(1);
}

try {
  const settings = parseSettings(process.env);
  const log = createLogger(settings.logLevel);
  const laurel = await startLaurel(settings, { log });
  const { url, metricsUrl } = laurel;
  log.info({ url, publicUrl: settings.publicUrl, metricsUrl }, 'Laurel is ready');

  let isEnding = false;
  const end = (signal: NodeJS.Signals): void => {
    if (isEnding) return;
    isEnding = true;
    log.info({ signal }, 'ending: no new requests, running work is finished');
    laurel.close().then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, 'the end was not clean');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
} catch (error) {
  stop(error);
}
