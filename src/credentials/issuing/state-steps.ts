import {
  Conflict,
  InvalidInput,
  NotFound,
  type Clock,
  type Events,
  omitUndefined,
} from '../../base/index.js';
import type { Audit, AuditAction } from '../../audit/index.js';
import { listFormer } from '../credential/address.js';
import type { Credential, CredentialState } from '../credential/credential.js';
import type { CredentialStore, StateChange } from '../credential/credential-store.js';
import { awardInLog } from './award-in-log.js';

/** Who makes a change, and what the badge's readers are told. */
export interface ChangeRequest {
  /** The actor as the audit log names it: `person:<id>`, `operator`. */
  readonly actor: string;
  /** Shown to everybody who opens the badge, so it holds no personal data. */
  readonly reason?: string;
}

export interface StateDeps {
  readonly store: CredentialStore;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly events: Pick<Events, 'tell'>;
  /** Awaited before the change is reported, so that nothing shows the earlier state. */
  readonly onChange: (credential: Credential) => Promise<void>;
}

const MOST_REASON = 500;

export const revokedForGood = (): Conflict =>
  new Conflict('credential_revoked', 'This badge was revoked for good.', {
    action: 'Issue a new badge instead.',
  });

/** For `.catch()` of a step that somebody else may have completed. */
export function ignoreRevoked(error: unknown): void {
  if (!(error instanceof Conflict)) throw error;
}

export type StateSteps = ReturnType<typeof createStateSteps>;

/**
 * Creates the change of one badge's state and of all its versions: stored, reported and audited, or nothing where it is
 * done already.
 */
export function createStateSteps(deps: StateDeps) {
  const { store, audit, clock, events, onChange } = deps;

  const get = async (id: string): Promise<Credential> => {
    const credential = await store.find(id);
    if (credential === null) throw new NotFound('credential_not_found', 'There is no such badge.');
    return credential;
  };

  const tellChange = ({ awardId, state }: Credential, isReplaced: boolean, actor: string) => {
    // The log has the kind of actor alone; the audit log says who it was.
    const fields = { awardId: awardInLog(awardId), by: actor.split(':', 1)[0] ?? '' };
    if (state === 'revoked') events.tell('badge_revoked', { ...fields, isReplaced });
    else if (state === 'suspended') events.tell('badge_suspended', fields);
    else events.tell('badge_reinstated', fields);
  };

  const change = async (
    id: string,
    from: readonly CredentialState[],
    to: Omit<StateChange, 'at'>,
    { actor, reason }: ChangeRequest,
    action: AuditAction,
  ): Promise<Credential> => {
    if ((reason?.length ?? 0) > MOST_REASON)
      throw new InvalidInput('reason_too_long', `A reason has at most ${MOST_REASON} characters.`, {
        values: { most: MOST_REASON },
      });
    const changed = await store.changeState(
      id,
      from,
      omitUndefined({
        ...to,
        at: clock.now(),
        reason: reason === undefined || to.state === 'valid' ? undefined : reason,
      }),
    );
    if (changed === null) {
      const present = await get(id);
      if (present.state === to.state) return present;
      throw revokedForGood();
    }
    await onChange(changed);
    tellChange(changed, to.supersededBy !== undefined, actor);
    await audit.record({ actor, action, subject: `credential:${id}` });
    return changed;
  };

  /**
   * Changes every version that the holder's choices left valid: a badge is revoked in each copy that was given away.
   * The shown one comes last, so that after a crash the change is made again.
   */
  const changeAll = async (...[id, ...step]: Parameters<typeof change>): Promise<Credential> => {
    const { refreshedBy } = await get(id);
    if (refreshedBy !== undefined) return changeAll(refreshedBy, ...step);
    for (const former of await listFormer(store, id))
      await change(former.id, ...step).catch(ignoreRevoked);
    const changed = await change(id, ...step);
    // The holder reissued the badge just now, having read its state before this change: the newer version changes, too.
    return changed.refreshedBy === undefined ? changed : changeAll(changed.refreshedBy, ...step);
  };

  return { get, change, changeAll };
}
