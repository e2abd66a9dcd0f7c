/**
 * Badges signed a second, by wall time, with one core and with two: batches as a course's are, handed to one thread and to
 * two. `npm run bench -- cores [rounds]`. The main thread only hands over, as in the tool.
 */
import { loadavg } from 'node:os';
import { mapInFlight } from '../../src/base/index.js';
import { dateTimeOf } from '../../src/credentials/credential/build-credential.js';
import { createDraw } from '../../src/credentials/issuing/randomness.js';
import {
  createSigningThreads,
  type SigningThreads,
} from '../../src/credentials/signing/threads/signing-threads.js';
import { median } from './measure.js';
import { issuer, key, orderOf, ORIGIN } from './world.js';

const BATCH = 250;
const BATCHES = 24;
/** One that is signed, and one that waits for its turn. */
const IN_FLIGHT_EACH = 2;

const drawFor = createDraw();
const created = dateTimeOf(new Date());

const batches = Array.from({ length: BATCHES }, (_, batch) => {
  const orders = Array.from({ length: BATCH }, (_, at) => orderOf(batch * BATCH + at));
  const draws = orders.map(({ recipient }, index) =>
    drawFor(recipient.identity, { listId: 'l', index }, ORIGIN),
  );
  return { issuer, key, orders, draws, created };
});

async function startThreads(count: number): Promise<SigningThreads> {
  const threads = createSigningThreads({
    most: count,
    onDiffers: (id) => {
      throw new Error(`a compiled badge differs: ${id}`);
    },
  });
  const ready = await threads.warm();
  if (ready !== count) throw new Error(`${ready} threads instead of ${count}`);
  return threads;
}

interface Speed {
  /** Badges a second. */
  readonly rate: number;
  /** Processor time for each badge, of all threads together, in microseconds. */
  readonly cpuMicros: number;
}

async function signAllBy(threads: SigningThreads, count: number): Promise<Speed> {
  const from = performance.now();
  const cpuFrom = process.cpuUsage();
  const signed = await mapInFlight(batches, IN_FLIGHT_EACH * count, (batch) => threads.sign(batch));
  const seconds = (performance.now() - from) / 1000;
  const badges = signed.reduce((sum, texts) => sum + (texts?.length ?? 0), 0);
  if (badges !== BATCH * BATCHES) throw new Error(`${badges} badges were signed by threads`);
  const { user, system } = process.cpuUsage(cpuFrom);
  return { rate: badges / seconds, cpuMicros: (user + system) / badges };
}

export default async function bench(args: readonly string[]): Promise<object> {
  const rounds = Number(args[0] ?? 9);
  const of = { one: await startThreads(1), two: await startThreads(2) };
  const found = { one: [] as Speed[], two: [] as Speed[] };
  // Warm, and then by turns, so that what else the machine does meets both alike.
  for (let round = -1; round < rounds; round += 1) {
    const [one, two] = [await signAllBy(of.one, 1), await signAllBy(of.two, 2)];
    if (round < 0) continue;
    found.one.push(one);
    found.two.push(two);
    console.log(`one ${one.rate.toFixed(0)}, two ${two.rate.toFixed(0)} badges a second`);
  }
  await Promise.all([of.one.close(), of.two.close()]);
  const middle = (speeds: readonly Speed[], of: keyof Speed): number =>
    Math.round(median(speeds.map((speed) => speed[of])));
  // What else runs here takes from the rates, and little from the processor time of a badge: with two it is to stay what it
  // is with one.
  const cpu = [found.one, found.two].map((speeds) => middle(speeds, 'cpuMicros'));
  const load = loadavg()[0]?.toFixed(1);
  console.log(`µs of CPU a badge: one ${cpu[0]}, two ${cpu[1]}; load of the machine ${load}`);
  return { one: middle(found.one, 'rate'), two: middle(found.two, 'rate') };
}
