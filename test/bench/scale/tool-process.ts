/** A tool of `npm run bench -- scale`: the whole application behind a proxy, on a MongoDB that others share. */
import { watchCourses } from '../../support/watched-courses.js';
import { startTestLaurel } from '../../support/start-test-laurel.js';
import { connect, toStore } from '../../../src/store/open-store.js';

/** What the bench asks of a tool; each is answered by one message. `forget` begins to count anew, `due` has every course looked at again. */
export type Order =
  | { readonly do: 'register'; readonly registration: Registration }
  | { readonly do: 'watch'; readonly urls: readonly string[]; readonly courses: number }
  | { readonly do: 'work' }
  | { readonly do: 'forget' }
  | { readonly do: 'due' }
  | { readonly do: 'tell' };

export interface Registration {
  readonly issuer: string;
  readonly clientId: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly jwksUrl: string;
}

/** What a tool has done so far. */
export interface Told {
  /** Processor time, in milliseconds. */
  readonly cpuMs: number;
  /** Commands to the store. */
  readonly commands: number;
  /** Checks of whole courses. */
  readonly checks: number;
  /** The courses that were checked. */
  readonly courses: number;
}

const [url = '', name = '', publicUrl = ''] = process.argv.slice(2);
const connection = await connect(url, name, { monitorCommands: true });
const store = { ...toStore(connection, () => Promise.resolve()), url };
const laurel = await startTestLaurel({
  store,
  env: { LOG_LEVEL: 'info', PUBLIC_URL: publicUrl },
});
await store.buildIndexes();

let commands = 0;
connection.getClient().on('commandStarted', () => (commands += 1));
let watched: Awaited<ReturnType<typeof watchCourses>> = [];
let checks = 0;
const courses = new Set<string>();
laurel.events.listen((event) => {
  if (event.name !== 'course_checked') return;
  checks += 1;
  courses.add(`${event.fields.platformId} ${event.fields.contextId}`);
});

async function obey(order: Order): Promise<object> {
  if (order.do === 'register') {
    const platform = {
      ...order.registration,
      name: 'Northfield Moodle',
      family: 'moodle' as const,
    };
    await laurel.lti.platforms.add({ ...platform, deploymentPolicy: 'admit' });
  }
  if (order.do === 'watch')
    watched = await watchCourses(laurel, order.urls, order.courses, new Date());
  if (order.do === 'due') {
    const now = new Date();
    for (const course of watched) await laurel.checks.store.scheduleCheck(course, now);
  }
  if (order.do === 'forget') {
    checks = 0;
    courses.clear();
  }
  if (order.do === 'work') {
    laurel.checks.listJobs(laurel.work);
    await laurel.work.start();
  }
  const { user, system } = process.cpuUsage();
  const told: Told = { cpuMs: (user + system) / 1_000, commands, checks, courses: courses.size };
  return told;
}

process.on('message', (order: Order) => void obey(order).then((told) => process.send?.(told)));
process.on('disconnect', () => process.exit(0));
process.send?.({ port: Number(new URL(laurel.url).port) });
