import { personIdOf } from '../../people/index.js';
import type { Work } from '../../work/index.js';
import type { DuePerson } from '../keep/due-store.js';
import type { JobCounts, JobSource, JobStore, PathwayJob } from '../keep/job-store.js';
import type { Pathway } from '../model/pathway.js';
import { progressOf, type Progress } from '../model/progress.js';
import { holdingOf, readFacts, type Facts } from './facts.js';
import { lookAt, standingOn } from './look.js';
import type { WalkDeps } from './walk-deps.js';

export interface JobDeps extends WalkDeps {
  readonly jobs: JobStore;
  readonly work: Pick<Work, 'lease'>;
  /** Somebody in each home that keeps a badge of an issuer elsewhere, in the order of the kept badges' ids. */
  holdersOf(
    issuerId: string,
    after: string,
    limit: number,
  ): Promise<readonly { readonly place: string; readonly personIds: readonly string[] }[]>;
}

const AT_ONCE = 50;
const LEASE_MS = 60_000;

/** Somebody whom a source names, and where in it. */
interface Found {
  readonly place: string;
  readonly persons: readonly DuePerson[];
}

async function pageOf(deps: JobDeps, source: JobSource, after: string): Promise<Found[]> {
  if (source.kind === 'rule') {
    const awards = await deps.awards.listByRule(source.id, { after, limit: AT_ONCE });
    return awards.map(({ id, tenant: { platformId }, userId }) => ({
      place: id,
      persons: [{ personId: personIdOf(platformId, userId), platformId, userId }],
    }));
  }
  if (source.kind === 'walks') {
    const walks = await deps.walks.list(source.id, after, AT_ONCE);
    return walks.map((walk) => ({ place: walk.personId, persons: [walk] }));
  }
  const held = await deps.holdersOf(source.id, after, AT_ONCE);
  const found: Found[] = [];
  for (const { place, personIds } of held) {
    const persons = await deps.people.findMany(personIds);
    found.push({
      place,
      persons: persons.map(({ id, platformId, userId }) => ({ personId: id, platformId, userId })),
    });
  }
  return found;
}

/**
 * Whether somebody was met before: by an award or a badge of elsewhere that an earlier source names, or an earlier one of this
 * source. A badge of elsewhere that is not good, or not theirs, is nobody's.
 */
function wasMet(job: PathwayJob, place: string, { awards, brought }: Facts): boolean {
  const source = job.sources[job.place.source];
  const namesBefore = (kind: JobSource['kind'], id: string) =>
    job.sources.slice(0, job.place.source).some((one) => one.kind === kind && one.id === id);
  const namesThis = (kind: JobSource['kind'], id: string) =>
    source?.kind === kind && source.id === id;
  if (source?.kind === 'issuer' && !brought.some(({ id }) => id === place)) return true;
  return (
    awards.some(
      ({ ruleId, id }) => namesBefore('rule', ruleId) || (namesThis('rule', ruleId) && id < place),
    ) ||
    brought.some(
      ({ id, issuerId = '' }) =>
        namesBefore('issuer', issuerId) || (namesThis('issuer', issuerId) && id < place),
    )
  );
}

type Counting = { -readonly [K in keyof JobCounts]: JobCounts[K] };

const plus = (counts: Readonly<Record<string, number>>, ids: readonly string[]) => {
  const next = { ...counts };
  for (const id of ids) next[id] = (next[id] ?? 0) + 1;
  return next;
};

const doneIn = ({ groups }: Progress): string[] =>
  groups.flatMap(({ steps }) => steps.flatMap(({ id, state }) => (state === 'done' ? [id] : [])));

/** Counts one person: what they would have of the job's drawing. */
async function count(
  deps: JobDeps,
  job: PathwayJob,
  pathway: Pathway,
  facts: Facts,
  counts: Counting,
): Promise<void> {
  const holding = holdingOf(job.content, facts);
  if (holding.since.size === 0) return;
  const progress = progressOf(job.content, holding);
  counts.people += 1;
  counts.steps = plus(counts.steps, doneIn(progress));
  counts.reached = plus(
    counts.reached,
    progress.reached.map(({ of }) => of),
  );
  const held = new Set(
    facts.awards.flatMap((a) => (a.state === 'active' ? [a.achievementId] : [])),
  );
  counts.had = plus(
    counts.had,
    progress.reached.flatMap(({ of, achievementId = '' }) => (held.has(achievementId) ? [of] : [])),
  );
  if (job.kind !== 'moving') return;
  const walks = await deps.walks.ofPerson(facts.persons[0]?.personId ?? '');
  const today = await standingOn(deps, pathway, facts, walks);
  const now = new Set(doneIn(progress));
  const lost = today === null ? 0 : doneIn(today.progress).filter((id) => !now.has(id)).length;
  counts.lost += lost > 0 ? 1 : 0;
}

/** Does what the job does for one person. */
async function doFor(
  deps: JobDeps,
  job: PathwayJob,
  pathway: Pathway,
  { place, persons }: Found,
  counts: Counting,
): Promise<void> {
  for (const person of persons.slice(0, 1)) {
    if (job.kind === 'moving' || job.kind === 'move') {
      const walk = await deps.walks.find(pathway.id, person.personId);
      if (walk === null || walk.version >= job.about) continue;
      if (job.kind === 'move') await deps.walks.move(walk, job.about);
    }
    const facts = await readFacts(deps, person);
    if (facts === null || wasMet(job, place, facts)) continue;
    if (job.kind === 'give' || job.kind === 'move') await lookAt(deps, person);
    await count(deps, job, pathway, facts, counts);
  }
}

/** Goes on with one page. @returns false where nothing is left, or another worker goes on */
async function advance(deps: JobDeps, id: string): Promise<boolean> {
  const job = await deps.jobs.find(id);
  const pathway = job && (await deps.pathways.find(job.pathwayId));
  if (!job || !pathway || job.doneAt !== undefined) return false;
  const source = job.sources[job.place.source];
  if (source === undefined) {
    await deps.jobs.finish(id, deps.clock.now());
    return false;
  }
  const page = await pageOf(deps, source, job.place.after);
  const counts: Counting = { ...job.counts };
  for (const found of page) await doFor(deps, job, pathway, found, counts);
  const last = page.at(-1)?.place;
  const isLast = last === undefined || page.length < AT_ONCE;
  const place = isLast
    ? { source: job.place.source + 1, after: '' }
    : { source: job.place.source, after: last };
  return deps.jobs.step(job, { place, counts });
}

/** Does a job to its end, page by page; after a crash it goes on where its last page was counted. */
export async function runJob(deps: JobDeps, id: string): Promise<void> {
  await deps.work.lease(`pathway job ${id}`, LEASE_MS, async ({ signal }) => {
    while (await advance(deps, id)) signal.throwIfAborted();
  });
}
