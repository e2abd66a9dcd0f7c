import { giveMany } from '../../awards/index.js';
import { NotFound } from '../../base/index.js';
import { invitedUserId, type OwnData, type Person } from '../../people/index.js';
import type { BulkDeps } from '../bulk-deps.js';
import { handDepsOf } from '../give-rows.js';
import { keyOfAddress, type Invitation } from './invitation.js';

type ClaimDeps = Pick<
  BulkDeps,
  'achievements' | 'audit' | 'awards' | 'clock' | 'invitations' | 'lti' | 'people' | 'rules'
>;

/** What somebody is shown who follows the link of an invitation. */
export interface Shown {
  readonly badge: string;
  readonly school: string;
  readonly course: string;
  readonly address: string;
  readonly achievementId: string;
  readonly version: number;
}

/** Invitations, for whoever holds the link of one, and for lists. */
export interface Invitations {
  /** Changes nothing. @throws NotFound `claim_unknown` */
  show(token: string): Promise<Shown>;
  /**
   * Gives the badge to whoever the address belongs to, which the link has proven. A link works once.
   * @param join puts the person's badges where they can be reached by the address
   * @throws NotFound `claim_unknown`
   */
  claim(token: string, join: (person: Person, address: string) => Promise<void>): Promise<void>;
  /** Ends the invitation, and every other one to its address. @throws NotFound `claim_unknown` */
  stop(token: string): Promise<void>;
  readonly list: BulkDeps['invitations']['listByTenant'];
  readonly ownData: OwnData;
}

const unknown = (): NotFound =>
  new NotFound('claim_unknown', 'This invitation was used already, or is too old.', {
    action: 'Ask whoever sent it for a new one.',
  });

const isOpen = ({ state }: Invitation): boolean => state === 'open' || state === 'claiming';

/** @returns what can be done with invitations */
export function createInvitations(deps: ClaimDeps): Invitations {
  const { clock, invitations, people } = deps;

  /** The rule of an invitation. Nothing is given in the name of a platform that is switched off. */
  async function ruleOf({ ruleId, tenant }: Invitation) {
    const rule = await deps.rules.store.find(ruleId);
    const platform = await deps.lti.platforms.find(tenant.platformId);
    if (rule === null || platform?.status !== 'active') throw unknown();
    return rule;
  }
  async function open(token: string): Promise<Invitation> {
    const found = await invitations.findByToken(token, clock.now());
    if (found === null || !isOpen(found)) throw unknown();
    return found;
  }
  const addressesOf = ({ email, personalEmail }: Person) =>
    [email, personalEmail].flatMap((each) => (each === undefined ? [] : keyOfAddress(each)));

  return {
    async show(token) {
      const found = await open(token);
      const { achievementId, achievementVersion: version, tenant } = await ruleOf(found);
      const { content } = await deps.achievements.getVersion(achievementId, version);
      const [context, platform] = await Promise.all([
        deps.lti.contexts.find(tenant),
        deps.lti.platforms.find(tenant.platformId),
      ]);
      return {
        badge: content.name,
        school: platform?.name ?? '',
        course: context?.title ?? '',
        address: found.address,
        achievementId,
        version,
      };
    },
    async claim(token, join) {
      const rule = await ruleOf(await open(token));
      const taken = await invitations.take(token, clock.now());
      if (taken === null) throw unknown();
      const { address, actor, jobId, reason, tenant } = taken;
      const userId = invitedUserId(keyOfAddress(address));
      const { platformId } = tenant;
      const person = await people.seen({ platformId, userId, email: address });
      await join(person, address);
      const order = { actor, batch: jobId };
      const given = await giveMany(handDepsOf(deps), rule, [{ userId, reason }], order);
      await invitations.finish(taken.id, given.get(userId)?.awardId ?? '');
    },
    async stop(token) {
      const found = await invitations.findByToken(token, clock.now());
      if (found === null) throw unknown();
      await invitations.stop(found.id, found.address, clock.now());
    },
    list: (...which) => invitations.listByTenant(...which),
    ownData: {
      name: 'invitations',
      async read(person) {
        const { platformId } = person;
        const lists = await Promise.all(
          addressesOf(person).map((key) => invitations.listOf(platformId, key)),
        );
        return lists.flat().map(({ address, state, createdAt, expiresAt }) => ({
          address,
          state,
          createdAt,
          expiresAt,
        }));
      },
      async erase(person) {
        for (const key of addressesOf(person)) await invitations.removeOf(person.platformId, key);
      },
    },
  };
}
