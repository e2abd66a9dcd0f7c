import { createHash } from 'node:crypto';
import { Conflict, InvalidInput, NotFound } from '../base/index.js';
import type { Context, Platform } from '../lti/index.js';
import type { Rule } from '../rules/index.js';
import { countRows, type Takeover } from '../store/index.js';
import { comparePeople, type PeopleInBoth } from './compare-people.js';
import { MOVES } from './moves.js';
import { pairDeployments, type Pairing } from './pair-deployments.js';
import type { SuccessionDeps } from './succession-deps.js';
import { nameOf } from './twins.js';

/** What is to continue what. */
export interface Wish {
  readonly freshId: string;
  /** The same platform where a deployment alone was installed anew. */
  readonly oldId: string;
  /** By the id of a new deployment: the old one that it continues, where that is not plain. */
  readonly chosen?: Readonly<Record<string, string>>;
}

/** A badge that was set up in both, in one course: the newer rule is held until an instructor looks at it. */
export interface Twin {
  readonly course: string;
  readonly badge: string;
  readonly rule: Rule;
}

/** What somebody has to have looked at before they say yes. */
export type Doubt = 'people' | 'deployments' | 'address' | 'keys';

/** What would happen, and what would not: shown before anything does. */
export interface SuccessionPreview extends Pairing {
  readonly fresh: Platform;
  readonly old: Platform;
  readonly courses: { readonly both: number; readonly old: number; readonly fresh: number };
  readonly people: PeopleInBoth;
  /** Rows by kind: what goes on, and what goes over to it. */
  readonly kept: Readonly<Record<string, number>>;
  readonly moving: Readonly<Record<string, number>>;
  readonly twins: readonly Twin[];
  /** Badges that read columns or activities of the old registration: those have to be chosen again. */
  readonly toChooseAgain: readonly string[];
  readonly doubts: readonly Doubt[];
  /** Names what was shown: a yes counts for that and nothing else. */
  readonly digest: string;
}

/** Read through the registration itself, so gone with it. */
const OF_REGISTRATION = new Set(['lti', 'mirror', 'restricted']);

const originOf = (address: string): string => new URL(address).origin;

const courseKey = ({ deploymentId, contextId }: Pick<Context, 'deploymentId' | 'contextId'>) =>
  JSON.stringify([deploymentId, contextId]);

async function countEach(deps: SuccessionDeps, takeover: Takeover) {
  const counts = await Promise.all(
    MOVES.map(
      async (move) => [move.collection, await countRows(deps.connection, move, takeover)] as const,
    ),
  );
  return Object.fromEntries(counts);
}

function doubtsOf(
  { fresh, old, left, people }: Pick<SuccessionPreview, 'fresh' | 'old' | 'left' | 'people'>,
  isUsed: (deploymentId: string) => boolean,
): Doubt[] {
  const found: readonly (readonly [Doubt, boolean])[] = [
    ['address', fresh.issuer !== old.issuer],
    // Whoever holds the keys signs people in.
    ['keys', originOf(fresh.jwksUrl) !== originOf(old.jwksUrl)],
    ['people', people.mismatched > 0],
    ['deployments', left.some(isUsed)],
  ];
  return found.filter(([, isThere]) => isThere).map(([doubt]) => doubt);
}

/** Badges of the new registration whose course has one of the same name already. */
async function findTwins(
  deps: SuccessionDeps,
  staying: readonly Rule[],
  ofFresh: readonly { readonly rule: Rule; readonly key: string }[],
  courses: ReadonlyMap<string, Pick<Context, 'title'>>,
): Promise<Twin[]> {
  const names = new Set<string>();
  for (const rule of staying) names.add(`${courseKey(rule.tenant)} ${await nameOf(deps, rule)}`);
  const twins: Twin[] = [];
  for (const { rule, key } of ofFresh) {
    const badge = await nameOf(deps, rule);
    if (!names.has(`${key} ${badge}`)) continue;
    twins.push({ course: courses.get(key)?.title ?? rule.tenant.contextId, badge, rule });
  }
  return twins;
}

/** What a yes is about: who, whom and what was warned of; counts may go on meanwhile. */
function digestOf(shown: Omit<SuccessionPreview, 'digest'>): string {
  const { fresh, old, pairs, left, people, twins, doubts } = shown;
  const platforms = [fresh, old].map(({ id, issuer, clientId, jwksUrl }) => [
    id,
    issuer,
    clientId,
    jwksUrl,
  ]);
  const said = [
    platforms,
    pairs,
    left,
    people.mismatches,
    twins.map(({ rule }) => rule.id),
    doubts,
  ];
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url').slice(0, 22);
}

/** The two platforms, where one may continue the other at all. */
async function findBoth({ lti }: SuccessionDeps, { freshId, oldId, chosen = {} }: Wish) {
  const [fresh, old] = await Promise.all([lti.platforms.find(freshId), lti.platforms.find(oldId)]);
  if (fresh === null || old === null)
    throw new NotFound('platform_gone', 'This platform is no longer registered.');
  if (fresh.continuedBy !== undefined || old.continuedBy !== undefined) {
    throw new Conflict('continued_already', 'One of the two was continued by another already.', {
      action: 'Choose the platform that goes on.',
    });
  }
  const isSelf = freshId === oldId && Object.entries(chosen).every(([now, was]) => now === was);
  if (isSelf) throw new InvalidInput('continues_itself', 'A registration cannot continue itself.');
  return { fresh, old };
}

async function pairUp({ lti }: SuccessionDeps, { freshId, oldId, chosen = {} }: Wish) {
  const [now, before] = await Promise.all([
    lti.deployments.list(freshId),
    lti.deployments.list(oldId),
  ]);
  if (freshId !== oldId) return pairDeployments(now, before, chosen);
  const those = now.filter(({ deploymentId }) => deploymentId in chosen);
  const others = before.filter(({ deploymentId }) => !(deploymentId in chosen));
  const { pairs } = pairDeployments(those, others, chosen);
  if (pairs.length === 0 || pairs.some((pair) => pair.old === null))
    throw new NotFound('deployment_unknown', 'There is no such deployment of this platform.');
  return { pairs, left: [] };
}

/** What would become of everything. Reads alone. @throws NotFound, Conflict or InvalidInput where there is nothing to join */
export async function previewSuccession(
  deps: SuccessionDeps,
  wish: Wish,
): Promise<SuccessionPreview> {
  const { freshId, oldId } = wish;
  const { fresh, old } = await findBoth(deps, wish);
  const { pairs, left } = await pairUp(deps, wish);
  const target: Record<string, string> = Object.fromEntries(
    pairs.map(({ fresh: id, old: was }) => [id, was ?? id]),
  );
  const isOfFresh = ({ deploymentId }: { readonly deploymentId: string }) =>
    freshId !== oldId || deploymentId in target;
  const [now, before, people, freshRules, oldRules] = await Promise.all([
    deps.lti.contexts.list(freshId),
    deps.lti.contexts.list(oldId),
    comparePeople(deps.people, wish),
    deps.rules.listOfPlatform(freshId),
    deps.rules.listOfPlatform(oldId),
  ]);
  const own = now.filter(isOfFresh).map((context) => ({
    ...context,
    deploymentId: target[context.deploymentId] ?? context.deploymentId,
  }));
  const earlier = before.filter((context) => freshId !== oldId || !isOfFresh(context));
  const known = new Map(earlier.map((context) => [courseKey(context), context]));
  const both = own.filter((context) => known.has(courseKey(context)));
  const staying = oldRules.filter(({ tenant }) => freshId !== oldId || !isOfFresh(tenant));

  const ofFresh = freshRules
    .filter(({ state, tenant }) => state === 'active' && isOfFresh(tenant))
    .map((rule) => ({
      rule,
      key: courseKey({
        deploymentId: target[rule.tenant.deploymentId] ?? rule.tenant.deploymentId,
        contextId: rule.tenant.contextId,
      }),
    }));
  const twins = await findTwins(deps, staying, ofFresh, known);
  const isAnew = fresh.clientId !== old.clientId;
  const lost = staying.filter(
    ({ inputs }) =>
      isAnew &&
      inputs.some((each) => each.kind === 'assessment' && OF_REGISTRATION.has(each.source)),
  );
  const toChooseAgain: string[] = [];
  for (const rule of lost) toChooseAgain.push(await nameOf(deps, rule));

  const deployments = target;
  const moving = await countEach(deps, { from: freshId, to: oldId, deployments });
  const others = Object.fromEntries(earlier.map(({ deploymentId: id }) => [id, id]));
  const kept = await countEach(deps, { from: oldId, to: oldId, deployments: others });
  const doubts = doubtsOf({ fresh, old, left, people }, (id) =>
    earlier.some(({ deploymentId }) => deploymentId === id),
  );
  const courses = {
    both: both.length,
    old: earlier.length - both.length,
    fresh: own.length - both.length,
  };
  const shown = {
    fresh,
    old,
    pairs,
    left,
    courses,
    people,
    kept,
    moving,
    twins,
    toChooseAgain,
    doubts,
  };
  return { ...shown, digest: digestOf(shown) };
}
