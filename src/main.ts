import { beginStore } from './begin-store.js';
import { createLogger, parseSettings, SettingsError, Unavailable } from './base/index.js';
import { StoreError } from './embedded/index.js';

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

/** Systems that end a process by force give it ten seconds or more; people give it five. */
const LONGEST_END_MS = 4_800;
const ECHO_MS = 500;

async function main(): Promise<void> {
  const settings = parseSettings(process.env);
  const log = createLogger(settings.logLevel);
  // The rest is loaded while the store starts.
  const begun = await beginStore(settings, log);
  const { startLaurel } = await import('./start.js');
  const laurel = await startLaurel(settings, { log, begun });
  const { url, metricsUrl } = laurel;
  log.info({ url, publicUrl: settings.publicUrl, metricsUrl }, 'Laurel is ready');

  let first: { readonly signal: NodeJS.Signals; readonly at: number } | undefined;
  const end = (signal: NodeJS.Signals): void => {
    if (first !== undefined) {
      // npm passes on what the terminal has sent to its whole group, this process too: that is one request, not two.
      if (signal === first.signal && performance.now() - first.at < ECHO_MS) return;
      // Whoever asks twice does not want to wait. What is under way is taken over by others, or at the next start.
      process.exit(1);
    }
    first = { signal, at: performance.now() };
    setTimeout(() => {
      log.warn('the end took too long: what was left is for the next start');
      process.exit(0);
    }, LONGEST_END_MS).unref();
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
}

main().catch(stop);
