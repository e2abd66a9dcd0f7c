import { omitUndefined } from '../../base/index.js';
import { addressIdOf, listFormer } from '../credential/address.js';
import { badgeOf } from '../credential/badge-of.js';
import type { Credential } from '../credential/credential.js';
import type { IssueOrder } from '../credential/order.js';
import type { Issue } from './issue.js';
import {
  ignoreRevoked,
  revokedForGood,
  type ChangeRequest,
  type StateDeps,
  type StateSteps,
} from './state-steps.js';

/** What the badge in another's place says; what stays the same is taken from the one before. */
export type Replacement = Omit<IssueOrder, 'awardId' | 'awardedDate' | 'visibility'>;

/** Badges in the place of others: corrected ones, and those whose holder chose what they show. */
export interface Replace {
  /**
   * Issues a corrected badge in the place of one (a misspelt name): the new one keeps its date of award, its visibility and
   * the address of its page; the old one is revoked with every version of it, and names its successor. Repeating it gives the
   * same badge. Throws `credential_revoked` for one that was taken back for good.
   */
  supersede(id: string, correction: Replacement, request: ChangeRequest): Promise<Credential>;
  /**
   * Issues a badge that shows what its holder chose, at the same address. The one before stays valid and is marked as one
   * with a newer version (Bitstring Status List 1.0, purpose `refresh`). Repeating it gives the same badge. Throws
   * `credential_revoked` where the one before is not valid.
   */
  refresh(id: string, chosen: Replacement, request: ChangeRequest): Promise<Credential>;
  /** Takes back every earlier version of a badge; the badge itself stays. May be repeated. @returns how many there are */
  withdrawFormer(id: string, request: ChangeRequest): Promise<number>;
  /** How many earlier versions of a badge are still valid. */
  countFormer(id: string): Promise<number>;
  /**
   * Finishes what a crash left half done, with both badges valid. To be run now and then; what is under way just now is
   * finished a little sooner. @returns how many were looked at
   */
  finishCorrections(): Promise<number>;
  /** The same for corrections from before they were marked: looks at every corrected badge, once at start. */
  findHalfCorrected(): Promise<void>;
}

const AT_ONCE = 200;
/** Who finishes a correction of which nobody knows any more who asked for it. */
const REPAIR: ChangeRequest = { actor: 'laurel' };
const STANDING = ['valid', 'suspended'] as const;

export function createReplace(
  deps: StateDeps & { readonly issue: Issue['one'] },
  { get, change, changeAll }: StateSteps,
): Replace {
  const { store, audit, clock, issue, onChange } = deps;

  const orderOf = (old: Credential, awardId: string, replacement: Replacement): IssueOrder =>
    omitUndefined({
      ...replacement,
      awardId,
      awardedDate: new Date(badgeOf(old).awardedDate),
      visibility: old.visibility,
      renews: old.renews ?? replacement.renews,
    });

  /** What took the place of a badge that somebody revoked in between must not outlive it. */
  const revokeSuccessor = (id: string, request: ChangeRequest) =>
    changeAll(id, STANDING, { state: 'revoked' }, request, 'badge.revoked');

  const suspendSuccessor = (id: string, request: ChangeRequest) =>
    changeAll(id, ['valid'], { state: 'suspended' }, request, 'badge.suspended');

  /** The second step of a correction; may be repeated. Throws `credential_revoked` where the former is revoked for good. */
  const takeBackFormer = async (
    id: string,
    successor: Pick<Credential, 'id'>,
    request: ChangeRequest,
  ): Promise<void> => {
    const to = { state: 'revoked', supersededBy: successor.id } as const;
    const former = await changeAll(id, STANDING, to, request, 'badge.superseded');
    const isInItsPlace = former.supersededBy === successor.id;
    if (!isInItsPlace) await revokeSuccessor(successor.id, request);
    await store.endCorrection(successor.id);
    if (!isInItsPlace) throw revokedForGood();
  };

  /** The second step of a holder's choice; may be repeated. Throws `credential_revoked` where the former is not valid. */
  const markFormer = async (
    id: string,
    successor: Pick<Credential, 'id'>,
    { actor }: ChangeRequest,
  ): Promise<void> => {
    const isMarked = await store.markRefreshed(id, successor.id, clock.now());
    const former = await get(id);
    const isInItsPlace = former.refreshedBy !== undefined;
    if (isInItsPlace) await store.pointAhead(id, successor.id);
    // What happened to the badge meanwhile happens to the one in its place.
    if (former.state === 'revoked') await revokeSuccessor(successor.id, { actor });
    if (former.state === 'suspended') await suspendSuccessor(successor.id, { actor });
    await store.endCorrection(successor.id);
    await onChange(former);
    if (!isInItsPlace) throw revokedForGood();
    if (isMarked)
      await audit.record({ actor, action: 'badge.updated', subject: `credential:${id}` });
  };

  return {
    async supersede(id, correction, request) {
      const old = await get(id);
      if (old.state === 'revoked' && old.supersededBy === undefined) throw revokedForGood();
      const order = orderOf(old, `supersedes:${id}`, correction);
      const marks = { supersedes: id, addressId: addressIdOf(old), correction: request };
      const issued = await issue(order, marks);
      await takeBackFormer(id, issued, request);
      return get(issued.id);
    },

    async refresh(id, chosen, request) {
      const old = await get(id);
      if (old.state !== 'valid') throw revokedForGood();
      const order = orderOf(old, `refreshes:${id}`, chosen);
      const marks = { refreshes: id, addressId: addressIdOf(old), correction: request };
      const issued = await issue(order, marks);
      await markFormer(id, issued, request);
      return get(issued.id);
    },

    async withdrawFormer(id, request) {
      const former = await listFormer(store, id);
      for (const one of former)
        await change(one.id, STANDING, { state: 'revoked' }, request, 'badge.withdrawn');
      return former.length;
    },

    async countFormer(id) {
      return (await listFormer(store, id)).filter(({ state }) => state !== 'revoked').length;
    },

    async finishCorrections() {
      let count = 0;
      for (;;) {
        const open = await store.listCorrecting(AT_ONCE);
        for (const { correction = REPAIR, supersedes, refreshes, ...successor } of open) {
          if (supersedes !== undefined)
            await takeBackFormer(supersedes, successor, correction).catch(ignoreRevoked);
          else if (refreshes !== undefined)
            await markFormer(refreshes, successor, correction).catch(ignoreRevoked);
          else await store.endCorrection(successor.id);
          count += 1;
        }
        if (open.length < AT_ONCE) return count;
      }
    },

    async findHalfCorrected() {
      let after = '';
      for (;;) {
        const some = await store.listCorrections(after, AT_ONCE);
        const standing = await store.listStanding(
          some.flatMap(({ supersedes }) => supersedes ?? []),
        );
        for (const { supersedes, ...successor } of some)
          if (supersedes !== undefined && standing.includes(supersedes))
            await takeBackFormer(supersedes, successor, REPAIR).catch(ignoreRevoked);
        after = some.at(-1)?.id ?? '';
        if (some.length < AT_ONCE) return;
      }
    },
  };
}
