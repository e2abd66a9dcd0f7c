import { omitUndefined } from '../base/index.js';
import type { Deployment, Platform } from '../lti/index.js';
import type { AdminDeps } from './admin-page.js';
import type { StepStore } from './step-store.js';
import type { Visitor } from './visitor.js';

/** What an administrator says of a step, for Laurel cannot see it. */
export const TICKED = ['sources', 'backup'] as const;
export type Ticked = (typeof TICKED)[number];

/** One step of the way to the first badge. */
export interface FirstStep {
  readonly name: 'issuer' | 'lms' | 'sources' | 'mail' | 'backup';
  readonly isDone: boolean;
  /** The key of the sentence that says how it stands, below `admin.steps.<name>.`. */
  readonly found: string;
  /** The platform that the sentence is about. */
  readonly platform?: string;
  /** Where the next step is taken; absent where none is left. */
  readonly next?: string;
  /** What a button of the step does, where it has one. */
  readonly tick?: 'set' | 'unset';
}

type Deps = Pick<AdminDeps, 'lti' | 'credentials' | 'mail' | 'grades'> & {
  readonly steps: StepStore;
};

/** The part of a platform that a visitor administers. */
interface Seen {
  readonly platform: Platform;
  readonly deployments: readonly Deployment[];
}

const GUIDE = '/help/admins';
const pageOf = ({ platform }: Seen): string => `/admin/platforms/${platform.id}`;

/** @returns the id under which a visitor's tick is kept: the operator's, a platform's, or a deployment's */
export function tickId(step: Ticked, { platformId, deploymentId }: Visitor): string {
  return [step, platformId, deploymentId].filter((part) => part !== null).join(':');
}

async function issuerStep({ credentials }: Deps, visitor: Visitor): Promise<FirstStep> {
  const { platformId, cameFrom } = visitor;
  const of =
    platformId === null
      ? undefined
      : omitUndefined({ platformId, deploymentId: cameFrom ?? undefined });
  const isDone = (await credentials.issuers.missing(of)).length === 0;
  if (isDone) return { name: 'issuer', isDone, found: 'done' };
  const next = platformId === null ? '/admin/issuer' : `/admin/platforms/${platformId}/issuer`;
  return { name: 'issuer', isDone, found: 'todo', next };
}

function lmsStep(seen: readonly Seen[]): FirstStep {
  const [first] = seen;
  if (first === undefined)
    return { name: 'lms', isDone: false, found: 'none', next: '/admin/invitations' };
  const isLaunched = seen.some(({ deployments }) =>
    deployments.some(({ lastLaunchAt }) => lastLaunchAt !== undefined),
  );
  if (isLaunched) return { name: 'lms', isDone: true, found: 'done' };
  const platform = first.platform.name;
  return { name: 'lms', isDone: false, found: 'waiting', platform, next: pageOf(first) };
}

/** Grades of Moodle's and Canvas's own activities come by a connection of their own; other platforms have none to make. */
async function sourcesStep(
  { grades, steps }: Deps,
  visitor: Visitor,
  seen: readonly Seen[],
): Promise<FirstStep> {
  const name = 'sources';
  const able = seen.filter(({ platform }) => platform.family !== 'other');
  const isConnected = async ({ platform, deployments }: Seen) => {
    const answers = deployments.map(({ deploymentId }) =>
      grades.connections.isConnected({ platformId: platform.id, deploymentId }),
    );
    return (await Promise.all(answers)).includes(true);
  };
  const connected = await Promise.all(able.map(isConnected));
  const open = able.find((_seen, at) => connected[at] === false);
  if (seen.length === 0) return { name, isDone: false, found: 'none', next: GUIDE };
  if (able.length === 0) return { name, isDone: true, found: 'lti' };
  if (open === undefined) return { name, isDone: true, found: 'done' };
  if ((await steps.find(tickId(name, visitor))) !== null)
    return { name, isDone: true, found: 'notNeeded', tick: 'unset' };
  const platform = open.platform.name;
  return { name, isDone: false, found: 'todo', platform, next: GUIDE, tick: 'set' };
}

async function mailStep({ mail }: Deps): Promise<FirstStep> {
  const name = 'mail';
  const { isKept } = await mail.health();
  if (isKept) return { name, isDone: false, found: 'none', next: GUIDE };
  const newest = async (state: 'sent' | 'failed') => (await mail.list({ state, limit: 1 }))[0];
  const [sent, failed] = await Promise.all([newest('sent'), newest('failed')]);
  if (failed && (!sent || failed.createdAt > sent.createdAt))
    return { name, isDone: false, found: 'failed', next: '/admin/outbox' };
  return { name, isDone: true, found: sent ? 'done' : 'untried' };
}

async function backupStep({ steps }: Deps, visitor: Visitor): Promise<FirstStep> {
  const name = 'backup';
  return (await steps.find(tickId(name, visitor))) === null
    ? { name, isDone: false, found: 'todo', next: GUIDE, tick: 'set' }
    : { name, isDone: true, found: 'done', tick: 'unset' };
}

/**
 * The way to the first badge, as it stands. Mail and backup are the operator's; an LMS administrator sees what is theirs.
 * @param platforms those that the visitor may see
 */
export async function listFirstSteps(
  deps: Deps,
  visitor: Visitor,
  platforms: readonly Platform[],
): Promise<FirstStep[]> {
  const active = platforms.filter(({ status }) => status === 'active');
  const seen = await Promise.all(
    active.map(async (platform) => ({
      platform,
      deployments: (await deps.lti.deployments.list(platform.id)).filter(({ deploymentId }) =>
        [null, deploymentId].includes(visitor.deploymentId),
      ),
    })),
  );
  const everybodys = [issuerStep(deps, visitor), lmsStep(seen), sourcesStep(deps, visitor, seen)];
  const operators = visitor.platformId === null ? [mailStep(deps), backupStep(deps, visitor)] : [];
  return Promise.all([...everybodys, ...operators]);
}
