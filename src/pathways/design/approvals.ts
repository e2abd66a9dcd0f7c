import { NotFound, omitUndefined } from '../../base/index.js';
import type { Lti } from '../../lti/index.js';
import { labelOf, type People } from '../../people/index.js';
import type { PathwayStore } from '../keep/pathway-store.js';
import { milestonesOf, stepsOf, type Pathway, type PathwayVersion } from '../model/pathway.js';
import type { DesignDeps } from './design-deps.js';
import { changedMeanwhile, requirePublishable } from './publish.js';

/** A pathway that an administrator has to approve before it is published. */
export interface WaitingPathway {
  readonly id: string;
  /** What was looked at: a later change is not approved with it. */
  readonly revision: number;
  readonly platformId: string;
  readonly course: string;
  readonly name: string;
  readonly description: string;
  /** Who asked for approval, by the name of today; absent where that is not known (any more). */
  readonly teacher?: string;
  readonly groups: readonly { readonly name: string; readonly steps: string }[];
  readonly milestones: readonly string[];
  /** Whether those who have done everything already get its milestones, too. */
  readonly backfill: boolean;
}

/** Which pathways: those of one platform, of one of its deployments, or of all (null). */
type Within = { readonly platformId: string; readonly deploymentId?: string } | null;

/** Pathways that wait for an administrator. @throws NotFound `approval_unknown` for one outside of `within` */
export interface PathwayApprovals {
  list(within: Within): Promise<readonly WaitingPathway[]>;
  count(within: Within): Promise<number>;
  /** Publishes what was looked at. @throws Conflict `pathway_changed`, InvalidInput `pathway_incomplete` */
  approve(within: Within, id: string, revision: number, actor: string): Promise<void>;
  /** Gives the drawing back to whoever drew it, with the reason. @throws Conflict `pathway_changed` */
  sendBack(
    within: Within,
    id: string,
    order: { readonly revision: number; readonly reason: string },
    actor: string,
  ): Promise<void>;
}

interface ApprovalDeps extends Pick<DesignDeps, 'audit'> {
  readonly pathways: Pick<PathwayStore, 'find' | 'listWaiting' | 'countWaiting' | 'sendBack'>;
  readonly people: Pick<People, 'findMany'>;
  readonly lti: { readonly contexts: Pick<Lti['contexts'], 'find'> };
  publish(pathway: Pathway, backfill: boolean, actor: string): Promise<PathwayVersion>;
}

const MOST_LISTED = 50;

/**
 * Asks an administrator to publish what is being worked on. A change of the drawing takes the request back.
 * @throws Conflict `pathway_changed`, Conflict `pathway_unchanged`, InvalidInput `pathway_incomplete`
 */
export async function submitPathway(
  deps: DesignDeps,
  pathway: Pathway,
  backfill: boolean,
  actor: string,
): Promise<void> {
  await requirePublishable(deps, pathway);
  const waiting = { since: deps.clock.now(), actor, backfill };
  if (!(await deps.pathways.submit(pathway, waiting))) throw changedMeanwhile();
  await deps.audit.record({
    ...pathway.owner,
    actor,
    action: 'pathway.submitted',
    subject: `pathway:${pathway.id}`,
    details: { name: pathway.name },
  });
}

/** @returns the pathways that wait for an administrator */
export function createPathwayApprovals(deps: ApprovalDeps): PathwayApprovals {
  const { pathways } = deps;

  async function getWaiting(within: Within, id: string, revision: number) {
    const found = await pathways.find(id);
    const isWithin =
      within === null ||
      (found?.owner.platformId === within.platformId &&
        (within.deploymentId === undefined || found.owner.deploymentId === within.deploymentId));
    if (found?.waiting === undefined || !isWithin)
      throw new NotFound('approval_unknown', 'No such badge waits for approval.', {
        action: 'Somebody may have decided already: look at the list again.',
      });
    if (found.revision !== revision) throw changedMeanwhile();
    return { ...found, waiting: found.waiting };
  }

  async function nameOf(actor: string): Promise<string | undefined> {
    const personId = /^person:(.+)$/.exec(actor)?.[1];
    const [person] = personId === undefined ? [] : await deps.people.findMany([personId]);
    return person && person.erasedAt === undefined ? labelOf(person) : undefined;
  }

  const note = (
    { id, owner, name }: Pathway,
    actor: string,
    action: 'pathway.approved' | 'pathway.sent_back',
    reason?: string,
  ) => {
    const details = reason === undefined ? { name } : { name, reason };
    return deps.audit.record({ ...owner, actor, action, subject: `pathway:${id}`, details });
  };

  return {
    count: (within) => pathways.countWaiting(within),

    async list(within) {
      const listed: WaitingPathway[] = [];
      for (const { id, revision, owner, name, draft, waiting } of await pathways.listWaiting(
        within,
        MOST_LISTED,
      )) {
        if (draft === null || waiting === undefined) continue;
        const teacher = await nameOf(waiting.actor);
        const row = {
          id,
          revision,
          platformId: owner.platformId,
          course: (await deps.lti.contexts.find(owner))?.title ?? '',
          name,
          description: draft.description,
          teacher,
          groups: draft.groups.map((group) => ({
            name: group.name,
            steps: stepsOf({ groups: [group] })
              .map(({ what }) => what.name)
              .join(', '),
          })),
          milestones: milestonesOf(draft).map(({ milestone }) => milestone.name),
          backfill: waiting.backfill,
        };
        listed.push(omitUndefined(row));
      }
      return listed;
    },

    async approve(within, id, revision, actor) {
      const pathway = await getWaiting(within, id, revision);
      await deps.publish(pathway, pathway.waiting.backfill, actor);
      await note(pathway, actor, 'pathway.approved');
    },

    async sendBack(within, id, { revision, reason }, actor) {
      const pathway = await getWaiting(within, id, revision);
      if (!(await pathways.sendBack(pathway, reason))) throw changedMeanwhile();
      await note(pathway, actor, 'pathway.sent_back', reason);
    },
  };
}
