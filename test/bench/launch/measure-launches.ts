import { createBrowser, launch, type MoodleLike, type Tool } from '../../support/lms/index.js';
import { median } from '../measure.js';
import type { ToolProcess } from './process.js';

/** A tool that is installed at a platform, and what its launches have cost so far. */
export interface Contender {
  readonly name: string;
  readonly process: ToolProcess;
  readonly tool: Tool;
  /** Processor time of the tool for one launch, in milliseconds, by block. */
  readonly cpuMs: number[];
  /** What a person waits for the tool in one launch, all its answers together, in milliseconds. */
  readonly waits: number[];
}

const LEARNERS = 40;

/** One launch as a browser makes it. @returns what the tool's answers took, in milliseconds */
async function launchOnce(platform: MoodleLike, { tool }: Contender, number: number) {
  let waited = 0;
  const toolFetch: typeof fetch = async (...request) => {
    const begun = performance.now();
    const answer = await fetch(...request);
    waited += performance.now() - begun;
    return answer;
  };
  const as = `learner${(number % LEARNERS) + 1}`;
  const browser = createBrowser({ toolFetch });
  const { response } = await launch(platform, { as, link: tool.link, browser });
  if (response.status !== 200) throw new Error(`${response.url}: ${response.status}`);
  return waited;
}

/**
 * Launches by turns, a block each, so that what else the machine does meets all alike. The first round warms up and does
 * not count.
 */
export async function measureLaunches(
  platform: MoodleLike,
  contenders: readonly Contender[],
  { rounds = 12, block = 25 }: { readonly rounds?: number; readonly block?: number } = {},
): Promise<void> {
  for (const { cpuMs, waits } of contenders) for (const old of [cpuMs, waits]) old.length = 0;
  for (let round = -1; round < rounds; round += 1)
    for (const contender of contenders) {
      const before = await contender.process.cpuMs();
      for (let n = 0; n < block; n += 1) {
        const waited = await launchOnce(platform, contender, n);
        if (round >= 0) contender.waits.push(waited);
      }
      const used = (await contender.process.cpuMs()) - before;
      if (round >= 0) contender.cpuMs.push(used / block);
      if (round >= 0) console.log(`  ${contender.name}: ${(used / block).toFixed(2)} ms`);
    }
}

/** The median over the blocks of how much more one uses than the other in the same round. */
export const ratioOf = (one: Contender, other: Contender): number =>
  median(one.cpuMs.map((ms, round) => ms / other.cpuMs[round]!));

export function tellOf({ name, cpuMs, waits }: Contender): string {
  const figures = `${median(cpuMs).toFixed(2)} ms of processor time a launch`;
  return `${name.padEnd(28)} ${figures} · waits ${median(waits).toFixed(1)} ms, p95 ${p95Of(waits).toFixed(1)} ms`;
}

export const p95Of = (waits: readonly number[]): number =>
  [...waits].sort((a, b) => a - b)[Math.floor(waits.length * 0.95)] ?? NaN;
