/** The tool in a process of its own, as it is measured: it answers at the port of its PUBLIC_URL, and runs jobs when told. */
import { createServer } from 'node:http';
import { createLaurel } from '../../../src/app.js';
import { createLogger, parseSettings } from '../../../src/base/index.js';
import { listJobs } from '../../../src/jobs.js';
import { everyRoute } from '../../security/every-route.js';

/** What the process is told, and what it answers. */
export type Order = { readonly do: 'run'; readonly job: string };
export interface Ready {
  readonly routes: readonly string[];
  readonly jobs: readonly string[];
}
export interface Ran {
  readonly ms: number;
}

const settings = parseSettings(process.env, 'test');
const laurel = await createLaurel(settings, createLogger(settings.logLevel));
const jobs = new Map<string, () => Promise<void>>();
listJobs({
  ...laurel,
  work: {
    ...laurel.work,
    recurring: (name, _everyMs, run) => void jobs.set(name, run),
    task: () => undefined,
  },
});

process.on('message', (order: Order) => {
  const begun = performance.now();
  void jobs
    .get(order.job)?.()
    .then(() => process.send?.({ ms: performance.now() - begun }));
});
process.on('disconnect', () => process.exit(0));
createServer(laurel.app).listen(settings.port, 'localhost', () => {
  const routes = everyRoute(laurel.app).filter(({ method }) => method === 'GET');
  const ready: Ready = { routes: routes.map(({ path }) => path), jobs: [...jobs.keys()] };
  process.send?.(ready);
});
