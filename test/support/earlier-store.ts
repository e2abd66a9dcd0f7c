import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { deserialize } from 'node:v8';
import { brotliDecompressSync } from 'node:zlib';
import { createTestClock, type Clock } from '../../src/base/index.js';
import { startTestStore, type Store } from '../../src/store/index.js';
import { createBrowser, launch, startCanvasLike, startMoodleLike } from './lms/index.js';
import type { Browser, BrowserAnswer, Course, TestPlatform } from './lms/index.js';
import { startTestLaurel, type TestLaurel } from './start-test-laurel.js';

const STORES = path.resolve('test/fixtures/stores');
const HOUR_MS = 3_600_000;

/** `written.json`: what was written, by which version, and what is to be found again. */
export interface Written {
  readonly commit: string;
  readonly writtenAt: string;
  readonly publicUrl: string;
  readonly masterKey: string;
  /** Documents by collection. */
  readonly counts: Readonly<Record<string, number>>;
  /** Ids of rules by the name of their badge. */
  readonly rules: Readonly<Record<string, string>>;
  readonly drafts: Readonly<Record<string, string>>;
  /** Ids of badges by what they are for. */
  readonly shared: Readonly<Record<string, string>>;
  readonly platforms: Readonly<Record<'moodle' | 'canvas' | 'college', string>>;
}

/** What a test platform held when the store was written: Maps and objects that name each other, hence `v8.serialize`. */
interface PlatformState {
  readonly courses: Course[];
  readonly tools: TestPlatform['tools'];
  readonly known: Map<string, unknown>;
  readonly webTokens?: Map<string, unknown>;
  readonly apiKeys?: unknown[];
  readonly refreshTokens?: Map<string, unknown>;
}

/** The parts of a test platform that its state is put back into. */
interface Restored {
  readonly known: Map<string, unknown>;
  readonly webServices?: { readonly tokens: Map<string, unknown> };
  readonly oauth?: { readonly keys: unknown[]; readonly refreshTokens: Map<string, unknown> };
}

/** Every store of an earlier version that is kept, by the name of its folder. */
export const listEarlierStores = (): string[] =>
  readdirSync(STORES, { withFileTypes: true })
    .filter((each) => each.isDirectory())
    .map(({ name }) => name);

const unpack = (name: string, file: string) =>
  brotliDecompressSync(readFileSync(path.join(STORES, name, file)));

/** A store of an earlier version under today's code, an hour after it was written. */
export interface EarlierLaurel {
  readonly laurel: TestLaurel;
  readonly written: Written;
  readonly clock: Clock;
  /** Indexes by collection as the earlier version left them. */
  readonly indexesBefore: ReadonlyMap<string, readonly string[]>;
  /** Asks the application under the address that it had then. */
  readonly fetch: typeof fetch;
}

/** Names of indexes by collection. */
export const indexesOf = async ({ connection: { db } }: Pick<Store, 'connection'>) => {
  const collections = (await db?.listCollections().toArray()) ?? [];
  return new Map(
    await Promise.all(
      collections.map(async ({ name }) => {
        const indexes = (await db?.collection(name).indexes()) ?? [];
        return [name, indexes.map((index) => String(index.name)).sort()] as const;
      }),
    ),
  );
};

const addressOf = (input: Parameters<typeof fetch>[0]): string =>
  input instanceof Request ? input.url : input.toString();

export async function openEarlierStore(name: string): Promise<EarlierLaurel> {
  const text = readFileSync(path.join(STORES, name, 'written.json'), 'utf8');
  const written = JSON.parse(text) as Written;
  const clock = createTestClock(new Date(new Date(written.writtenAt).getTime() + HOUR_MS));
  const bytes = unpack(name, 'store.sqlite.br');
  const store = await startTestStore({ bytes, now: () => clock.now() });
  const indexesBefore = await indexesOf(store);
  const env = { PUBLIC_URL: written.publicUrl, MASTER_KEY: written.masterKey };
  const laurel = await startTestLaurel({ store, clock, env });
  const here: typeof fetch = (input, init) =>
    fetch(addressOf(input).replace(written.publicUrl, laurel.url), init);
  return { laurel, written, clock, indexesBefore, fetch: here };
}

/** The two platforms as they were when the store was written, at the addresses they had. */
export interface EarlierPlatforms {
  readonly moodle: TestPlatform;
  readonly canvas: TestPlatform;
  /** Launches the tool in the first course, as the person does who clicks there. */
  enter(kind: 'moodle' | 'canvas', as: string): Promise<{ browser: Browser; page: BrowserAnswer }>;
  close(): Promise<void>;
}

/** Starts a platform at a port that another run of the tests may hold for the moment. */
async function whenFree<T>(start: () => Promise<T>): Promise<T> {
  const end = Date.now() + 120_000;
  for (;;) {
    try {
      return await start();
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || Date.now() > end) throw error;
      await new Promise((done) => setTimeout(done, 200));
    }
  }
}

function restore(platform: TestPlatform, state: PlatformState, laurel: TestLaurel): void {
  platform.courses.splice(0, platform.courses.length, ...state.courses);
  platform.tools.push(...state.tools);
  // The platform asks for the tool's keys where the tool listens now.
  for (const { settings } of platform.tools) settings.jwksUrl = `${laurel.url}/lti/keys`;
  const parts = platform as unknown as Restored;
  for (const [key, person] of state.known) parts.known.set(key, person);
  for (const [token, what] of state.webTokens ?? []) parts.webServices?.tokens.set(token, what);
  parts.oauth?.keys.push(...(state.apiKeys ?? []));
  for (const [token, grant] of state.refreshTokens ?? [])
    parts.oauth?.refreshTokens.set(token, grant);
}

export async function startEarlierPlatforms(
  name: string,
  { laurel, clock, fetch: toolFetch }: EarlierLaurel,
): Promise<EarlierPlatforms> {
  const states = deserialize(unpack(name, 'platforms.v8.br')) as Record<
    'moodle' | 'canvas',
    PlatformState
  >;
  const portOf = ({ tools }: PlatformState) => Number(new URL(tools[0]?.tokenUrl ?? '').port);
  const moodle = await whenFree(() => startMoodleLike({ clock, port: portOf(states.moodle) }));
  const canvas = await whenFree(() => startCanvasLike({ clock, port: portOf(states.canvas) }));
  restore(moodle, states.moodle, laurel);
  restore(canvas, states.canvas, laurel);
  return {
    moodle,
    canvas,
    async enter(kind, as) {
      const browser = createBrowser({ toolFetch });
      const { response } = await launch({ moodle, canvas }[kind], { as, browser });
      return { browser, page: response };
    },
    async close() {
      await Promise.all([moodle.close(), canvas.close()]);
    },
  };
}
