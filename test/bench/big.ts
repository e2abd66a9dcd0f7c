/**
 * `npm run bench -- big [scale]`: every page and every recurring job on a store of a course of 10,000 learners, 100,000 badges and
 * 1,000,000 audit entries, and on one a tenth as large; `scale` divides both. On the embedded store, or with TEST_MONGODB_URL on a
 * real MongoDB. The tool runs in a process of its own, and its platform in this one.
 *
 * Of each page and job the least of five answers counts, in milliseconds, as whoever asks sees them, of files that are written for
 * long their first byte: what else the machine does adds to the others. `worstPageMs`, `worstPage`: the slowest.
 * `growth`, `growthPage`: the greatest ratio of the large store's time to the small one's, where a time below 5 ms counts as 5:
 * 1 is flat, 10 grows as the store does. Pages that read a course anew from its learning platform (WAITING, `big/addresses.ts`) take
 * as long as that writes 10,000 people down; the slowest of them is `waitingMs`, `waitingPage`.
 * For those who change the tool: `--hold=FILE` fills the stores, writes down where they are and keeps them until its input ends;
 * `--with=FILE` measures these.
 */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { isWaiting, valuesOf } from './big/addresses.js';
import type { Took } from './big/ask.js';
import { fill } from './big/fill.js';
import { MANY_ROWS } from './big/fill-owners.js';
import { foundWorld, type World } from './big/found.js';
import { measure, type Prepared } from './big/measure.js';
import { makePlace, openPlace, type Place } from './big/place.js';
import { LARGE, SMALL, type Size } from './big/size.js';

/** Below this a page is not said to grow, nor shown: what else the machine does is as much. */
const COUNTS_FROM_MS = 5;
interface Held extends Prepared {
  close(): Promise<void>;
}

/** Ids that were not known before the store was full. */
async function findValues(place: Place, world: World): Promise<Record<string, string>> {
  const store = await openPlace(place);
  const db = store.connection.db!;
  const { platformId } = world.course;
  const middleOf = async (name: string, sort: string) => {
    const count = await db.collection(name).estimatedDocumentCount();
    const rows = db.collection(name).find({ platformId });
    return (await rows
      .sort({ [sort]: -1 })
      .skip(count >> 2)
      .limit(1)
      .next())!;
  };
  const mail = await middleOf('mails', '_id');
  const entry = await middleOf('audit', 'at');
  const lists = await db.collection('statusLists').find({}).sort({ isOpen: -1 }).toArray();
  await store.close();
  return {
    MANY: MANY_ROWS,
    MAIL: String(mail._id),
    PLACE: `${(entry['at'] as Date).getTime()}-${String(entry._id)}`,
    STATUS: String(lists.find(({ isOpen }) => isOpen === true)?._id),
    FULL: String(lists.find(({ isOpen }) => isOpen !== true)?._id),
  };
}

async function prepare(name: string, size: Size): Promise<Held> {
  const place = makePlace(name);
  const begun = performance.now();
  const seconds = (): string => ((performance.now() - begun) / 1_000).toFixed(0);
  const { world, moodle } = await foundWorld(place, size);
  console.log(`${name}: a course of ${size.learners} after ${seconds()} s`);
  const rows = await fill(place, world, size);
  console.log(`${name}: filled after ${seconds()} s:`, Object.fromEntries(rows));
  const values = valuesOf(world, size, await findValues(place, world));
  return {
    engine: place.engine,
    world,
    values,
    async close() {
      await moodle.close();
      await place.remove();
    },
  };
}

const slowest = (times: ReadonlyMap<string, Took>) =>
  [...times].sort(([, one], [, other]) => other.leastMs - one.leastMs);

function show(large: ReadonlyMap<string, Took>, small: ReadonlyMap<string, Took>): void {
  const inMs = (ms = NaN): string => `${ms.toFixed(1).padStart(8)} ms`;
  for (const [name, { ms, leastMs }] of slowest(large)) {
    if (leastMs <= COUNTS_FROM_MS) continue;
    const { ms: tenth, leastMs: leastTenth } = small.get(name) ?? {};
    console.log(
      `${inMs(ms)} (at least ${inMs(leastMs)}), of a tenth ${inMs(tenth)} (${inMs(leastTenth)})  ${name}`,
    );
  }
}

type Page = readonly [name: string, ms: number];

/** The page that something is largest of. */
function mostOf(pages: readonly Page[]): Page {
  return pages.reduce((most, page) => (page[1] > most[1] ? page : most), ['', 0]);
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

function worstOf(large: ReadonlyMap<string, Took>, small: ReadonlyMap<string, Took>) {
  const times = [...large].map(([name, { leastMs }]): Page => [name, leastMs]);
  const own = times.filter(([name]) => !isWaiting(name));
  const counted = (ms: number): number => Math.max(COUNTS_FROM_MS, ms);
  const ratios = own.map(([name, ms]): Page => {
    const tenth = small.get(name)?.leastMs;
    return [name, tenth === undefined ? 1 : counted(ms) / counted(tenth)];
  });
  const [worstPage, worstPageMs] = mostOf(own);
  const [growthPage, growth] = mostOf(ratios);
  const [waitingPage, waitingMs] = mostOf(times.filter(([name]) => isWaiting(name)));
  return {
    worstPageMs: rounded(worstPageMs, 1),
    worstPage,
    growth: rounded(growth, 2),
    growthPage,
    waitingMs: rounded(waitingMs, 1),
    waitingPage,
  };
}

const divided = ({ learners, badges, entries }: Size, by: number): Size => ({
  learners: learners / by,
  badges: badges / by,
  entries: entries / by,
});

/** Waits for the end of what is typed, as long as a store is held for others. */
const untilTold = (): Promise<unknown> => once(process.stdin.resume(), 'end');

export default async function bench(args: readonly string[]): Promise<object> {
  const [known, hold] = ['--with=', '--hold='].map((flag) =>
    args.find((each) => each.startsWith(flag))?.slice(flag.length),
  );
  const scale = Number(args.find((each) => /^\d+$/.test(each)) ?? 1);
  const stores: (Held | Prepared)[] =
    known === undefined
      ? [
          await prepare('small', divided(SMALL, scale)),
          await prepare('large', divided(LARGE, scale)),
        ]
      : (JSON.parse(readFileSync(known, 'utf8')) as Prepared[]);
  if (hold !== undefined) {
    writeFileSync(hold, JSON.stringify(stores));
    console.log(`held: npm run bench -- big --with=${hold}`);
    await untilTold();
  }
  const [small, large] = stores as [Prepared, Prepared];
  const [ofSmall, ofLarge] = [await measure(small), await measure(large)];
  show(ofLarge, ofSmall);
  for (const store of stores) if ('close' in store) await store.close();
  return { engine: large.engine, ...worstOf(ofLarge, ofSmall) };
}
