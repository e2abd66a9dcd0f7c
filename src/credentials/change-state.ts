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
}

const MOST_REASON = 500;

const revokedForGood = (): Conflict =>
  new Conflict('credential_revoked', 'This badge was revoked for good.', {
    action: 'Issue a new badge instead.',
  });

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
      const successor = await issue(order, { supersedes: id });
      const to = { state: 'revoked', supersededBy: successor.id } as const;
      const former = await change(id, ['valid', 'suspended'], to, request, 'badge.superseded');
      if (former.supersededBy === successor.id) return successor;
      // It was revoked in between: what takes its place must not outlive it.
      await change(
        successor.id,
        ['valid', 'suspended'],
        { state: 'revoked' },
        request,
        'badge.revoked',
      );
      throw revokedForGood();
    },
  };
}

function awardedDateOf({ json }: Credential): Date {
  const { awardedDate } = JSON.parse(json) as { awardedDate: string };
  return new Date(awardedDate);
}
