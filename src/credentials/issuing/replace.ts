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

/** What a replacing badge says; the rest is taken from the badge before it. */
export type Replacement = Omit<IssueOrder, 'awardId' | 'awardedDate' | 'visibility'>;

/** Replacing badges: corrections, and reissues with what a holder chose to show. */
export interface Replace {
  /**
   * Issues a corrected badge in place of one (for instance with a misspelt name). The new badge keeps the date of
   * award, the visibility and the address of the page; the old one is revoked with all its versions, and names its
   * successor. Repeating it gives the same badge.
   * @throws Conflict `credential_revoked` for a badge that is revoked
   */
  supersede(id: string, correction: Replacement, request: ChangeRequest): Promise<Credential>;
  /**
   * Issues a badge that shows what its holder chose, at the same address. The badge before it stays valid and is marked
   * as one with a newer version (Bitstring Status List 1.0, purpose `refresh`). Repeating it gives the same badge.
   * @throws Conflict `credential_revoked` where the badge before it is not valid
   */
  refresh(id: string, chosen: Replacement, request: ChangeRequest): Promise<Credential>;
  /**
   * Revokes every earlier version of a badge; the badge itself stays valid. It can be repeated. @returns how many there
   * are
   */
  withdrawFormer(id: string, request: ChangeRequest): Promise<number>;
  /** Counts the earlier versions of a badge that are still valid. */
  countFormer(id: string): Promise<number>;
  /**
   * Completes what a crash left half done, with both badges valid. To be run now and then; a replacement under way is
   * completed a little sooner. @returns how many were examined
   */
  finishCorrections(): Promise<number>;
  /** Completes corrections of earlier versions, which carry no mark: examines every corrected badge, once at start. */
  findHalfCorrected(): Promise<void>;
}

const AT_ONCE = 200;
/** The actor who completes a correction when the original one is no longer known. */
const REPAIR: ChangeRequest = { actor: 'laurel' };
const STANDING = ['valid', 'suspended'] as const;

/** @returns corrections and reissues */
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

  /** The replacement of a badge that somebody revoked meanwhile must be revoked, too. */
  const revokeSuccessor = (id: string, request: ChangeRequest) =>
    changeAll(id, STANDING, { state: 'revoked' }, request, 'badge.revoked');

  const suspendSuccessor = (id: string, request: ChangeRequest) =>
    changeAll(id, ['valid'], { state: 'suspended' }, request, 'badge.suspended');

  /**
   * The second step of a correction; it can be repeated. @throws Conflict `credential_revoked` where the former badge
   * was revoked for another reason
   */
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

  /**
   * The second step of a reissue; it can be repeated. @throws Conflict `credential_revoked` where the former badge is
   * not valid
   */
  const markFormer = async (
    id: string,
    successor: Pick<Credential, 'id'>,
    { actor }: ChangeRequest,
  ): Promise<void> => {
    const isMarked = await store.markRefreshed(id, successor.id, clock.now());
    const former = await get(id);
    const isInItsPlace = former.refreshedBy !== undefined;
    if (isInItsPlace) await store.pointAhead(id, successor.id);
    // A change of the badge's state meanwhile applies to the one that replaces it.
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
