import { submitPathway } from '../design/approvals.js';
import { changedMeanwhile, requireNoCircle } from '../design/publish.js';
import type { Pathway } from '../model/pathway.js';
import type { Change } from './change-draft.js';
import type { PageDeps } from './page-deps.js';

/** Who acts, and whether an administrator looks first. */
interface Acting {
  readonly actor: string;
  readonly needsApproval: boolean;
}

const baseOf = ({ id }: Pathway): string => `/course/pathways/${id}`;

const note = (
  deps: PageDeps,
  { id, owner, name }: Pathway,
  actor: string,
  action: 'pathway.ended' | 'pathway.resumed' | 'pathway.moved' | 'pathway.backfilled',
) => deps.audit.record({ ...owner, actor, action, subject: `pathway:${id}`, details: { name } });

async function publish(
  deps: PageDeps,
  pathway: Pathway,
  change: Change,
  { actor, needsApproval }: Acting,
): Promise<string> {
  // What is published is what stood on the page.
  if (change.revision !== pathway.revision) throw changedMeanwhile();
  const backfill = change.backfill === 'yes';
  if (needsApproval) {
    await submitPathway(deps, pathway, backfill, actor);
    return `${baseOf(pathway)}?done=submitted`;
  }
  await deps.publish(pathway, backfill, actor);
  return `${baseOf(pathway)}/people?done=published`;
}

async function setState(
  deps: PageDeps,
  pathway: Pathway,
  isEnd: boolean,
  actor: string,
): Promise<string> {
  const base = baseOf(pathway);
  if (pathway.latestVersion === 0) return base;
  if (!isEnd) await requireNoCircle(deps, pathway);
  if (!(await deps.pathways.setState(pathway, isEnd ? 'ended' : 'published'))) return base;
  await note(deps, pathway, actor, isEnd ? 'pathway.ended' : 'pathway.resumed');
  deps.dropPages();
  return `${base}?done=${isEnd ? 'ended' : 'resumed'}`;
}

/** Does what is no change of the drawing: work over people, and states. @returns where to go; null for none of these */
export async function actOn(
  deps: PageDeps,
  pathway: Pathway,
  change: Change,
  actor: string,
  { needsApproval }: { readonly needsApproval: boolean },
): Promise<string | null> {
  const base = baseOf(pathway);
  switch (change.do) {
    case 'simulate':
      await deps.start(pathway, 'preview');
      return `${base}?done=started#preview`;
    case 'publish':
      return publish(deps, pathway, change, { actor, needsApproval });
    case 'moving':
      await deps.start(pathway, 'moving');
      return `${base}/people?done=started`;
    case 'move':
      await deps.start(pathway, 'move');
      await note(deps, pathway, actor, 'pathway.moved');
      return `${base}/people?done=started`;
    case 'backfill':
      await deps.pathways.setBackfill(pathway.id, pathway.latestVersion);
      await deps.start(pathway, 'give');
      await note(deps, pathway, actor, 'pathway.backfilled');
      return `${base}/people?done=started`;
    case 'end':
    case 'resume':
      return setState(deps, pathway, change.do === 'end', actor);
    case 'discard':
      await deps.pathways.discard(pathway.id);
      return '/course/pathways';
    default:
      return null;
  }
}
