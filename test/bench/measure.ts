/** One thing to be measured: how much is done by a call, and the call. */
export interface Contender {
  readonly name: string;
  readonly run: () => unknown;
  /** How many are done by one call. */
  readonly each?: number;
}

/** @returns the middle one of some figures */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** How much is done per second of processor time in `ms` of wall time: what else runs here counts little. */
async function runFor(contender: Contender, ms: number): Promise<number> {
  const { run, each = 1 } = contender;
  let done = 0;
  const before = process.cpuUsage();
  const end = performance.now() + ms;
  do {
    const result = run();
    if (result instanceof Promise) await result;
    done += each;
  } while (performance.now() < end);
  const { user, system } = process.cpuUsage(before);
  return (done / (user + system)) * 1e6;
}

/**
 * Measures contenders by turns, so that what else the machine does meets all alike.
 * @returns the median of the rounds for each, per second of processor time
 */
export async function measure(
  contenders: readonly Contender[],
  { rounds = 7, ms = 400 }: { rounds?: number; ms?: number } = {},
): Promise<Record<string, number>> {
  const results = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (const contender of contenders) await runFor(contender, ms);
  for (let round = 0; round < rounds; round++)
    for (const contender of contenders)
      results.get(contender.name)?.push(await runFor(contender, ms));
  const medians = [...results].map(([name, values]) => [name, median(values)] as const);
  for (const [name, value] of medians)
    console.log(
      `${name.padEnd(40)} ${value.toFixed(0).padStart(8)} per CPU-second ${(1e6 / value).toFixed(1).padStart(9)} µs`,
    );
  return Object.fromEntries(medians);
}
