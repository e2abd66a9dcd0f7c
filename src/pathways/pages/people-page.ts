import { omitUndefined } from '../../base/index.js';
import type { Visit } from '../../course/index.js';
import { labelOf } from '../../people/index.js';
import { milestonesOf, stepsOf, type Pathway } from '../model/pathway.js';
import { takeMilestone } from '../walk/lose-milestone.js';
import type { Reader } from './describe.js';
import { describeJob } from './edit-page.js';
import { unknownPathway, type PageDeps } from './page-deps.js';

const A_PAGE = 50;
const MOST_LOST = 50;
const TAGS = { done: 'success', 'under-way': 'warn', next: 'info', locked: '' } as const;

/** Models the page of those who are on a pathway: how far, on which version, and what somebody has to decide. */
export async function buildPeoplePage(
  deps: PageDeps,
  visit: Visit,
  reader: Reader,
  pathway: Pathway,
  after: string,
) {
  const { t } = visit;
  const version = await deps.pathways.findVersion(pathway.id, pathway.latestVersion);
  if (version === null) throw unknownPathway();
  const { content } = version;
  const [walks, counts, lost, jobs] = await Promise.all([
    deps.walks.list(pathway.id, after, A_PAGE + 1),
    deps.walks.count(pathway.id, pathway.latestVersion),
    deps.claims.listLost(pathway.id, MOST_LOST),
    deps.jobs.list(pathway.id),
  ]);
  const shown = walks.slice(0, A_PAGE);
  const ids = [...shown, ...lost].map(({ personId }) => personId);
  const people = new Map(
    (await deps.people.findMany([...new Set(ids)])).map((one) => [one.id, one]),
  );
  const nameOf = (personId: string): string => {
    const person = people.get(personId);
    return person === undefined ? t('pathways.people.gone') : labelOf(person);
  };
  const milestones = new Map(
    milestonesOf(content).map(({ milestone }) => [milestone.achievementId, milestone.name]),
  );
  const names = new Map([
    ...content.groups.map(({ id, milestone }) => [id, milestone?.name] as const),
    ['whole', content.milestone?.name] as const,
  ]);
  const all = stepsOf(content).length;
  const base = `/course/pathways/${pathway.id}`;
  return omitUndefined({
    title: t('pathways.people.title', { name: content.name }),
    base,
    counts: t('pathways.people.counts', { count: counts.all, done: counts.done }),
    earlier:
      counts.earlier > 0 ? t('pathways.people.earlier', { count: counts.earlier }) : undefined,
    canBackfill: !version.backfill,
    lost: lost.map(({ personId, achievementId, lostSince }) => ({
      person: personId,
      name: nameOf(personId),
      achievement: achievementId,
      milestone: milestones.get(achievementId) ?? '',
      since: lostSince,
    })),
    people: shown.map((walk) => ({
      name: nameOf(walk.personId),
      state: t(`pathways.state.${walk.state}`),
      kind: TAGS[walk.state],
      done: t('pathways.people.steps', { count: walk.done.length, all }),
      milestones: walk.reached.flatMap((of) => names.get(of) ?? []).join(', '),
      version: walk.version,
      begunAt: walk.begunAt,
    })),
    next:
      walks.length > A_PAGE ? `${base}/people?after=${shown.at(-1)?.personId ?? ''}` : undefined,
    jobs: jobs.slice(0, 3).map((job) => describeJob(reader, job)),
  });
}

/** What somebody decides about a milestone whose step is lost. */
export async function decideLoss(
  deps: PageDeps,
  pathway: Pathway,
  order: { readonly do: 'keep' | 'revoke'; readonly person: string; readonly achievement: string },
  actor: string,
): Promise<void> {
  const claim = await deps.claims.find(order.achievement, order.person);
  if (claim?.pathwayId !== pathway.id || claim.lostSince === undefined) return;
  if (order.do === 'revoke') return takeMilestone(deps, pathway, claim, actor);
  await deps.claims.keep(claim);
  await deps.audit.record({
    ...pathway.owner,
    actor,
    action: 'milestone.kept',
    subject: `pathway:${pathway.id}`,
    details: { name: pathway.name, achievementId: order.achievement },
  });
}
