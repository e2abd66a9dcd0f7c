import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger, type Logger, type Settings, omitUndefined } from './base/index.js';
import type { BegunStore } from './begin-store.js';
import { endLaurel } from './end-laurel.js';
import { createLaurel, type Laurel } from './app.js';
import { listJobs } from './jobs.js';
import { operatorFolder } from './typesetting/index.js';
import { listenForMetrics, type MetricsServer } from './metrics/index.js';

/** A Laurel that listens and works. */
export interface RunningLaurel extends Laurel {
  /** Where it listens, on this machine. */
  readonly url: string;
  /** Where its metrics are, if anywhere. */
  readonly metricsUrl?: string;
  close(): Promise<void>;
}

/**
 * Starts everything: store, rooms, recurring work, HTTP.
 * @throws SettingsError, Unavailable when it cannot; nothing is left running then
 */
export async function startLaurel(
  settings: Settings,
  {
    log = createLogger(settings.logLevel),
    begun,
  }: { readonly log?: Logger; readonly begun?: BegunStore | undefined } = {},
): Promise<RunningLaurel> {
  const laurel = await createLaurel(settings, log, omitUndefined({ begun }));
  let metrics: MetricsServer | undefined;
  try {
    if (settings.metrics && laurel.metrics) {
      metrics = await listenForMetrics(settings.metrics, laurel.metrics, log);
    }
    listJobs(laurel);
    await laurel.work.start();
    const server = await listen(laurel, settings);
    const { port } = server.address() as AddressInfo;
    await sayHowToBegin(laurel);
    sayWhichFontsFail(laurel);
    return omitUndefined({
      ...laurel,
      url: `http://localhost:${port}`,
      metricsUrl: metrics ? metrics.url : undefined,
      async close() {
        await metrics?.close();
        await endLaurel(laurel, server);
      },
    });
  } catch (error) {
    await metrics?.close();
    await laurel.work.stop().catch(() => undefined);
    await laurel.close();
    throw error;
  }
}

/** A fresh installation has nobody to let in: its log says how to get in. */
async function sayHowToBegin({ lti, log }: Laurel): Promise<void> {
  if ((await lti.platforms.list()).length > 0) return;
  log.info('no learning platform is registered yet: `npm run admin -- link` prints a way in');
}

/** Nothing waits for a font: what cannot be used of FONT_DIR is told, and the others are used. */
function sayWhichFontsFail({ log }: Laurel): void {
  for (const { file, fault } of operatorFolder().problems)
    log.warn({ file, fault }, 'a font in FONT_DIR cannot be used');
}

/**
 * How long an idle connection is kept, in milliseconds: longer than any proxy in front keeps one (Caddy 120 s, nginx and
 * load balancers 60 s). Whoever closes first must be the proxy: it may be sending a launch at that moment, and a POST is
 * not sent again but answered with 502.
 */
const KEEP_ALIVE_MS = 130_000;

function listen(laurel: Laurel, settings: Settings): Promise<Server> {
  return new Promise((done, failed) => {
    // Outside production the tool is for this machine alone.
    const host = settings.mode === 'production' ? undefined : 'localhost';
    const server = laurel.app.listen({ port: settings.port, host }, (error?: Error) => {
      if (error)
        failed(
          new Error(
            `PORT: expected a free port, ${settings.port} cannot be used (${error.message})`,
          ),
        );
      else done(server);
    });
    server.requestTimeout = 30_000;
    server.keepAliveTimeout = KEEP_ALIVE_MS;
  });
}
