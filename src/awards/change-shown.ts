import { Conflict } from '../base/index.js';
import { REASONS, type Credential } from '../credentials/index.js';
import { personIdOf } from '../people/index.js';
import type { Award } from './award.js';
import { describePerson } from './awarded-person.js';
import { buildOrder } from './build-order.js';
import type { PageDeps } from './pages.js';
import { showableResults, shownOf, type Shown } from './shown.js';

type Deps = Pick<PageDeps, 'achievements' | 'credentials' | 'grades' | 'people'>;

/** The person of an award, as their own record and the roster of its course tell. */
async function personOf(deps: Deps, { tenant, userId }: Award) {
  const id = personIdOf(tenant.platformId, userId);
  const [person] = await deps.people.findMany([id]);
  const roster = await deps.grades.roster(tenant).catch(() => null);
  return {
    person: describePerson(id, person, roster?.members.get(userId)),
    typedName: person?.nameChoice === 'typed' ? person.typedName : undefined,
  };
}

/** What this badge could show, and what it shows now. */
export async function readShown(deps: Deps, award: Award, credential: Credential) {
  const version = await deps.achievements.getVersion(award.achievementId, award.achievementVersion);
  const badge = deps.achievements.toOpenBadge(version);
  const { person, typedName } = await personOf(deps, award);
  return {
    now: shownOf(credential),
    results: showableResults(award, version.content, badge),
    ...{ person, typedName },
    order: buildOrder(award, badge, person, version.content),
  };
}

/**
 * Issues a badge anew with what its learner lets it show; the former one is superseded. The same choice again issues
 * nothing. Throws Conflict `badge_not_current` for a badge that is revoked or suspended.
 */
export async function changeShown(
  deps: Deps,
  award: Award,
  credential: Credential,
  wanted: Shown,
  actor: string,
): Promise<Credential> {
  if (award.state !== 'active' || credential.state !== 'valid')
    throw new Conflict('badge_not_current', 'This badge is not valid at present.', {
      action: 'Ask your teacher about it.',
    });
  const { now, results, person, order } = await readShown(deps, award, credential);
  const score = wanted.score && results.length > 0;
  const verifiedName = wanted.name ? person.name : undefined;
  if (now.score === score && credential.recipientName === verifiedName) return credential;
  return deps.credentials.supersede(
    credential.id,
    {
      ...order,
      recipient: {
        identity: order.recipient.identity,
        ...(verifiedName === undefined ? {} : { verifiedName }),
      },
      ...(score ? { result: results } : {}),
    },
    { actor, reason: REASONS.holderChose },
  );
}
