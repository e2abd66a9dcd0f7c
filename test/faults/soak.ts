/**
 * `npm run soak [-- --rounds N] [-- --minutes N]`: for as long as it is told, everything that may go wrong, by chance: spoiled
 * answers, outages, workers killed at any write or cut off from the store, two workers at once because one's clock is
 * ahead. The seed is printed; SEED=… repeats a run. The last line is JSON; all but zero missing, duplicate and wrong fails.
 * `--hostile` sends the whole hostile corpus to the built tool instead, while an honest tenant's grades become badges
 * (hostile-soak.ts).
 * `--mongo` does it on a real MongoDB, which gives up its office, or is killed and started anew, in the middle of the work.
 */
import { parseArgs } from 'node:util';
import { isStoreDown } from '../../src/store/index.js';
import { findMongod } from '../support/mongo/find-mongod.js';
import { startReplicaSet, type ReplicaSet } from '../support/mongo/replica-set.js';
import { seeded } from '../support/lms/index.js';
import { killAt } from './kill.js';
import { kindsFor, spoil } from './spoil.js';
import { tally } from './tally.js';
import { giveGrades, openWorld, workOn, workOnce, type World } from './world.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    minutes: { type: 'string' },
    mongo: { type: 'boolean', default: false },
    hostile: { type: 'boolean', default: false },
  },
});
if (values.hostile) {
  const { soakHostile } = await import('./hostile-soak.js');
  const { isWell, ...found } = await soakHostile(Number(values.minutes ?? 3));
  console.log(JSON.stringify(found));
  process.exit(isWell ? 0 : 1);
}
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9));
const random = seeded(seed);
const below = (limit: number) => Math.floor(random() * limit);
const rounds = values.rounds === undefined ? Infinity : Number(values.rounds);
const minutes = Number(values.minutes ?? (values.rounds === undefined ? 5 : Infinity));
const until = Date.now() + minutes * 60_000;
/** A world lasts this long; then comes a new course on another platform. */
const ROUNDS_OF_A_WORLD = 40;
const sum = { rounds: 0, faults: 0, missing: 0, duplicate: 0, wrong: 0 };

type Step = (world: World, passes: string, fails: string) => Promise<string>;

/** Answers are spoiled, few or many, by all kinds or by one. */
const spoiled: Step = async (world, passes, fails) => {
  const all = kindsFor(world);
  const kinds = random() < 0.5 ? all : [all[below(all.length)]!];
  const before = world.open.platform.faults.injected.length;
  const worker = await world.startWorker();
  const rate = 0.1 + random() * 0.6;
  await spoil(world, worker, { seed: below(2 ** 31), rate, kinds, passes, fails });
  await worker.end();
  const count = world.open.platform.faults.injected.length - before;
  sum.faults += count;
  return `${count} answers spoiled (${kinds.length === 1 ? kinds[0] : 'all kinds'})`;
};

/** One worker after another is killed, or cut off for a moment, at any of its writes. */
const killed: Step = async (world, passes, fails) => {
  giveGrades(world, passes, fails);
  const most = world.open.platform.kind === 'canvas' ? 19 : 31;
  const steps: string[] = [];
  for (let times = 1 + below(3); times > 0; times -= 1) {
    const when = (['before', 'after', 'blip'] as const)[below(3)]!;
    const worker = await world.startWorker();
    const step = await killAt(world, worker, { write: 1 + below(most), when }).catch(
      () => 'refused',
    );
    if (step !== null) steps.push(`${when} ${step}`);
    if (random() < 0.7) world.clock.advance(61_000);
  }
  sum.faults += steps.length;
  return `killed ${steps.join(', ') || 'nobody'}`;
};

/** Two workers at the same course: the clock of one is ahead, so that it takes the other's lease for run out. */
const rivals: Step = async (world, passes, fails) => {
  giveGrades(world, passes, fails);
  const [one, other] = [await world.startWorker(), await world.startWorker(120_000)];
  const gone = await Promise.allSettled([workOnce(world, one), workOnce(world, other)]);
  await Promise.all([one.end(), other.end()]);
  sum.faults += 1;
  return `two workers at once, ${gone.filter(({ status }) => status === 'rejected').length} gave up`;
};

/** Nobody answers for an hour of simulated time. */
const outage: Step = async (world, passes, fails) => {
  const { faults } = world.open.platform;
  faults.outage = true;
  giveGrades(world, passes, fails);
  const worker = await world.startWorker();
  for (let tries = 0; tries < 6; tries += 1) {
    await workOnce(world, worker);
    world.clock.advance(600_000);
  }
  faults.clear();
  await worker.end();
  sum.faults += 1;
  return 'an hour without the platform';
};

/** The store has no primary for a moment, while a worker is at work: what the worker says then is that the store is away. */
const unseated =
  (set: ReplicaSet): Step =>
  async (world, passes, fails) => {
    giveGrades(world, passes, fails);
    const worker = await world.startWorker();
    const isKill = random() < 0.5;
    const at = 1 + below(16);
    const troubles: Promise<unknown>[] = [];
    const lose = () => void troubles.push(isKill ? set.killPrimary() : set.stepDown());
    worker.proxy.arm({ write: at, when: 'watch' }, lose);
    const error = await workOnce(world, worker).then(
      () => null,
      (reason: unknown) => reason,
    );
    if (troubles.length === 0) lose();
    await Promise.all(troubles);
    await set.restart();
    await worker.end();
    sum.faults += 1;
    if (error !== null && !isStoreDown(error)) {
      sum.wrong += 1;
      console.log('  not told as a store that is away:', error);
    }
    const how = isKill ? 'the primary was killed' : 'the primary stepped down';
    return `${how} at write ${at}, ${error === null ? 'and nobody saw it' : 'and was missed'}`;
  };

/** A replica set of one: it takes its office again after a step-down, and keeps its address when it is started anew. */
async function startMongo(): Promise<ReplicaSet | null> {
  if (!values.mongo) return null;
  const mongod = await findMongod(true);
  if ('why' in mongod) {
    console.log(`SKIPPED on a real MongoDB: ${mongod.why}`);
    process.exit(0);
  }
  const set = await startReplicaSet(mongod.file, 1);
  process.env['TEST_MONGODB_URL'] = set.url;
  return set;
}

const mongo = await startMongo();
const STEPS: readonly Step[] = [
  ...[spoiled, spoiled, spoiled, killed, killed, killed, rivals, outage],
  ...(mongo ? [unseated(mongo), unseated(mongo), unseated(mongo)] : []),
];
const began = Date.now();
console.log(`SEED=${seed}`);
while (sum.rounds < rounds && Date.now() < until) {
  const kind = random() < 0.5 ? 'moodle' : 'canvas';
  const world = await openWorld(kind, ROUNDS_OF_A_WORLD + 3);
  for (let round = 1; round <= ROUNDS_OF_A_WORLD; round += 1) {
    if (sum.rounds >= rounds || Date.now() >= until) break;
    const said = await STEPS[below(STEPS.length)]!(
      ...([world, `learner${round}`, `learner${ROUNDS_OF_A_WORLD + 1}`] as const),
    );
    const worker = await world.startWorker();
    await workOn(world, worker);
    await worker.end();
    const { words, ...found } = await tally(world);
    sum.rounds += 1;
    console.log(`${kind} ${sum.rounds}: ${said}`);
    if (words.length === 0) continue;
    for (const word of words) console.log(`  ${word}`);
    sum.missing += found.missing;
    sum.duplicate += found.duplicate;
    sum.wrong += found.wrong;
    // What is wrong once stays: the next rounds are looked at in a new course.
    break;
  }
  await world.close();
}
await mongo?.stop();
const seconds = Math.round((Date.now() - began) / 1000);
console.log(JSON.stringify({ ...sum, seconds }));
process.exit(sum.missing + sum.duplicate + sum.wrong === 0 ? 0 : 1);
