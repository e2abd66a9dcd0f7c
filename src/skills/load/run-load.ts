import { isOk, LaurelError, omitUndefined, type Clock, type Outbound } from '../../base/index.js';
import { defineTask, type Workers } from '../../workers/index.js';
import type { FrameworkStore } from '../keep/framework-store.js';
import type { Framework, Load, LoadProblem } from '../keep/framework.js';
import type { LoadStore } from '../keep/load-store.js';
import type { SkillStore } from '../keep/skill-store.js';
import { CHUNK_BYTES, type run } from '../read/read-file-task.js';
import type { ReadPart } from '../read/read-skill.js';

/** The largest file that is taken, in bytes. ESCO's skills in one language are some 9 MB. */
export const MOST_FILE = 25_165_824;
const FETCH_MS = 60_000;
const REDIRECTS = 4;

const task = defineTask<typeof run>({
  name: 'read-skills',
  from: import.meta.url,
  module: '../read/read-file-task',
  lane: 'tenants',
  budget: {
    cpuMs: 30_000,
    // What is read is written part by part meanwhile.
    wallMs: 1_800_000,
    callMs: 1_800_000,
    calls: 2_000,
    callBytes: 2 * MOST_FILE,
    memoryMB: 700,
  },
});

export interface RunLoadDeps {
  readonly clock: Clock;
  readonly workers: Pick<Workers, 'run'>;
  /** The guarded way to addresses that strangers name. */
  readonly strangersOutbound: Pick<Outbound, 'fetch'>;
  readonly frameworks: FrameworkStore;
  readonly skills: SkillStore;
  readonly loads: LoadStore;
}

/** What a load has written so far. */
interface Written {
  framework?: Framework;
  count: number;
  /** The kinds of what it wrote, by languages. */
  readonly types: Map<string, Set<string>>;
}

/** Why an address gave nothing, in the words of a load. */
class NotFetched extends Error {
  constructor(readonly problem: LoadProblem) {
    super(problem);
  }
}

async function fetchFile({ strangersOutbound }: RunLoadDeps, url: string): Promise<Uint8Array> {
  const answer = await strangersOutbound
    .fetch(url, {
      timeoutMs: FETCH_MS,
      maxBytes: MOST_FILE,
      redirects: REDIRECTS,
      headers: { accept: 'application/json, application/ld+json, text/csv, text/plain, */*;q=0.5' },
    })
    .catch((error: unknown) => {
      const isLarge = error instanceof LaurelError && /too_large/.test(error.code);
      throw new NotFetched(isLarge ? 'too_large' : 'not_there');
    });
  if (!isOk(answer)) throw new NotFetched('not_there');
  return answer.bytes;
}

/** Writes a part; a part that was written before, by a worker that died, is written again. */
async function writePart(deps: RunLoadDeps, load: Load, part: ReadPart, so: Written) {
  const { frameworks, skills, loads, clock } = deps;
  if (so.framework?.identity !== part.head.identity)
    so.framework = await frameworks.take(load.owner, part.head, clock.now());
  const { id, name, languages } = so.framework;
  await skills.save(id, load.id, part.skills);
  for (const { language, targetType } of part.skills)
    so.types.set(language, (so.types.get(language) ?? new Set()).add(targetType));
  await skills.relate(id, [...new Set([...languages, ...so.types.keys()])], part.relations);
  so.count += part.skills.length;
  await loads.change(load.id, { skills: so.count, frameworkId: id, frameworkName: name });
}

/** Takes out of searches what a file that is whole no longer has, and counts what is there. */
async function tidy(deps: RunLoadDeps, load: Load, so: Written, isWhole: boolean) {
  const { framework, types } = so;
  if (framework === undefined) return 0;
  const { id: frameworkId } = framework;
  let retired = 0;
  if (isWhole)
    for (const [language, all] of types)
      for (const targetType of all)
        retired += await deps.skills.retire({ frameworkId, language }, targetType, load.id);
  const counts: Record<string, number> = {};
  for (const language of new Set([...framework.languages, ...types.keys()]))
    counts[language] = await deps.skills.count({ frameworkId, language });
  await deps.frameworks.describe(frameworkId, counts, load.url);
  return retired;
}

async function read(deps: RunLoadDeps, load: Load): Promise<Partial<Load>> {
  const { loads, workers } = deps;
  const so: Written = { count: 0, types: new Map() };
  const fetched = load.url === undefined ? null : await fetchFile(deps, load.url);
  const size = fetched?.byteLength ?? load.size;
  if (fetched !== null) await loads.change(load.id, { size });
  const calls = {
    chunk: (at: number) => fetched?.subarray(at, at + CHUNK_BYTES) ?? loads.readPart(load.id, at),
    take: (part: ReadPart) => writePart(deps, load, part, so),
  };
  const order = { name: load.fileName, size, language: load.language };
  const key = `skills:${load.owner.platformId}`;
  const outcome = await workers.run(task, order, { key, calls }).catch((error: unknown) => {
    if (error instanceof LaurelError && error.code === 'too_costly') return 'too_costly' as const;
    throw error;
  });
  const retired = await tidy(deps, load, so, outcome !== 'too_costly' && outcome.isWhole);
  if (outcome === 'too_costly') return { state: 'failed', problem: outcome, skills: so.count };
  const { problem, odd, oddCount } = outcome;
  const state = problem === undefined ? 'done' : 'failed';
  return omitUndefined({ state, problem, odd, oddCount, retired, skills: so.count } as const);
}

/**
 * Reads a file that somebody handed in, or an address, and writes its skills; says how far it is meanwhile. Can be repeated at any
 * point: rows are named by their addresses.
 */
export async function runLoad(deps: RunLoadDeps, id: string): Promise<void> {
  const { loads, clock } = deps;
  const load = await loads.find(id);
  if (load === null || load.state === 'done' || load.state === 'failed') return;
  await loads.change(id, { state: 'reading' });
  const outcome = await read(deps, load).catch((error: unknown): Partial<Load> => {
    if (!(error instanceof NotFetched)) throw error;
    return { state: 'failed', problem: error.problem };
  });
  await loads.change(id, { ...outcome, finishedAt: clock.now() });
  await loads.dropParts(id, load.size);
}
