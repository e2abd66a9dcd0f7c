import { Conflict, InvalidInput, NotFound, type Clock } from '../base/index.js';
import type { Audit } from '../audit/index.js';
import type { Credential, CredentialState } from './credential.js';
import type { CredentialStore, StateChange } from './credential-store.js';
import type { Issue } from './issue.js';
import type { IssueOrder } from './order.js';

/** Who does it, and what its readers are told. */
export interface ChangeRequest {
  /** As the audit log names actors: `person:<id>`, `operator`. */
  readonly actor: string;
  /** Shown to everybody who opens the badge: no personal data. */
  readonly reason?: string;
}

export interface ChangeState {
  /** Takes a badge back for good. Repeating it changes nothing. Throws `credential_not_found`. */
  revoke(id: string, request: ChangeRequest): Promise<Credential>;
  /** Takes a badge back for a while. Throws `credential_revoked` for one that was taken back for good. */
  suspend(id: string, request: ChangeRequest): Promise<Credential>;
  /** Ends a suspension. Throws `credential_revoked` for one that was taken back for good. */
  reinstate(id: string, request: ChangeRequest): Promise<Credential>;
  /**
   * Issues a corrected badge in the place of one (a misspelt name): the new one keeps its date of award and
   * its visibility, the old one is revoked and names its successor. Repeating it gives the same badge. Throws
   * `credential_revoked` for one that was taken back for good.
   */
  supersede(
    id: string,
    correction: Omit<IssueOrder, 'awardId' | 'awardedDate' | 'visibility'>,
    request: ChangeRequest,
  ): Promise<Credential>;
  /**
   * Finishes corrections that a crash left half done, with both badges valid. To be run now and then; one that is under way
   * just now is finished a little sooner. @returns how many were looked at
   */
  finishCorrections(): Promise<number>;
  /** The same for corrections from before they were marked: looks at every corrected badge, once at start. */
  findHalfCorrected(): Promise<void>;
}

const AT_ONCE = 200;
/** Who finishes a correction of which nobody knows any more who asked for it. */
const REPAIR: ChangeRequest = { actor: 'laurel' };

const MOST_REASON = 500;

const revokedForGood = (): Conflict =>
  new Conflict('credential_revoked', 'This badge was revoked for good.', {
    action: 'Issue a new badge instead.',
  });

function ignoreRevoked(error: unknown): void {
  if (!(error instanceof Conflict)) throw error;
}

export function createChangeState(deps: {
  readonly store: CredentialStore;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly issue: Issue['one'];
  readonly onChange: (credential: Credential) => void;
}): ChangeState {
  const { store, audit, clock, issue, onChange } = deps;

  const get = async (id: string): Promise<Credential> => {
    const credential = await store.find(id);
    if (credential === null) throw new NotFound('credential_not_found', 'There is no such badge.');
    return credential;
  };

  const change = async (
    id: string,
    from: readonly CredentialState[],
    to: Omit<StateChange, 'at'>,
    { actor, reason }: ChangeRequest,
    action: string,
  ): Promise<Credential> => {
    if ((reason?.length ?? 0) > MOST_REASON)
      throw new InvalidInput('reason_too_long', `A reason has at most ${MOST_REASON} characters.`);
    const changed = await store.changeState(id, from, {
      ...to,
      at: clock.now(),
      ...(reason === undefined || to.state === 'valid' ? {} : { reason }),
    });
    if (changed === null) {
      const present = await get(id);
      if (present.state === to.state) return present;
      throw revokedForGood();
    }
    onChange(changed);
    await audit.record({ actor, action, subject: `credential:${id}` });
    return changed;
  };

  /** The second step of a correction; may be repeated. Throws `credential_revoked` where the former is revoked for good. */
  const takeBackFormer = async (
    id: string,
    successor: Pick<Credential, 'id'>,
    request: ChangeRequest,
  ): Promise<void> => {
    const to = { state: 'revoked', supersededBy: successor.id } as const;
    const former = await change(id, ['valid', 'suspended'], to, request, 'badge.superseded');
    const isInItsPlace = former.supersededBy === successor.id;
    // It was revoked in between: what takes its place must not outlive it.
    if (!isInItsPlace) {
      const states = ['valid', 'suspended'] as const;
      await change(successor.id, states, { state: 'revoked' }, request, 'badge.revoked');
    }
    await store.endCorrection(successor.id);
    if (!isInItsPlace) throw revokedForGood();
  };

  return {
    revoke: (id, request) =>
      change(id, ['valid', 'suspended'], { state: 'revoked' }, request, 'badge.revoked'),
    suspend: (id, request) =>
      change(id, ['valid'], { state: 'suspended' }, request, 'badge.suspended'),
    reinstate: (id, request) =>
      change(id, ['suspended'], { state: 'valid' }, request, 'badge.reinstated'),
    async supersede(id, correction, request) {
      const old = await get(id);
      if (old.state === 'revoked' && old.supersededBy === undefined) throw revokedForGood();
      const order: IssueOrder = {
        ...correction,
        awardId: `supersedes:${id}`,
        awardedDate: awardedDateOf(old),
        visibility: old.visibility,
        ...(old.renews === undefined ? {} : { renews: old.renews }),
      };
      const issued = await issue(order, { supersedes: id, correction: request });
      await takeBackFormer(id, issued, request);
      return get(issued.id);
    },

    async finishCorrections() {
      let count = 0;
      for (;;) {
        const open = await store.listCorrecting(AT_ONCE);
        for (const { correction = REPAIR, supersedes, ...successor } of open) {
          if (supersedes === undefined) await store.endCorrection(successor.id);
          else await takeBackFormer(supersedes, successor, correction).catch(ignoreRevoked);
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

function awardedDateOf({ json }: Credential): Date {
  const { awardedDate } = JSON.parse(json) as { awardedDate: string };
  return new Date(awardedDate);
}
