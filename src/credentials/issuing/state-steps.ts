import {
  Conflict,
  InvalidInput,
  NotFound,
  type Clock,
  type Events,
  omitUndefined,
} from '../../base/index.js';
import type { Audit } from '../../audit/index.js';
import { listFormer } from '../credential/address.js';
import type { Credential, CredentialState } from '../credential/credential.js';
import type { CredentialStore, StateChange } from '../credential/credential-store.js';
import { awardInLog } from './award-in-log.js';

/** Who does it, and what its readers are told. */
export interface ChangeRequest {
  /** As the audit log names actors: `person:<id>`, `operator`. */
  readonly actor: string;
  /** Shown to everybody who opens the badge: no personal data. */
  readonly reason?: string;
}

export interface StateDeps {
  readonly store: CredentialStore;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly events: Pick<Events, 'tell'>;
  /** Awaited before the change is told: nothing shows what was before. */
  readonly onChange: (credential: Credential) => Promise<void>;
}

const MOST_REASON = 500;

export const revokedForGood = (): Conflict =>
  new Conflict('credential_revoked', 'This badge was revoked for good.', {
    action: 'Issue a new badge instead.',
  });

/** For `.catch()` of a step that may be done already, by somebody else and for good. */
export function ignoreRevoked(error: unknown): void {
  if (!(error instanceof Conflict)) throw error;
}

export type StateSteps = ReturnType<typeof createStateSteps>;

/** One change of one badge's state, and the same of all its versions: written, told, audited, and no more where it is done. */
export function createStateSteps(deps: StateDeps) {
  const { store, audit, clock, events, onChange } = deps;

  const get = async (id: string): Promise<Credential> => {
    const credential = await store.find(id);
    if (credential === null) throw new NotFound('credential_not_found', 'There is no such badge.');
    return credential;
  };

  const tellChange = ({ awardId, state }: Credential, isReplaced: boolean, actor: string) => {
    // The kind of an actor alone: who it was, the audit log says.
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
    action: string,
  ): Promise<Credential> => {
    if ((reason?.length ?? 0) > MOST_REASON)
      throw new InvalidInput('reason_too_long', `A reason has at most ${MOST_REASON} characters.`);
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
   * The same with every version that its holder's choices left valid: what is taken back is taken back in each copy that was
   * given away. The one that is shown comes last: where a crash comes between, it is done again.
   */
  const changeAll = async (...[id, ...step]: Parameters<typeof change>): Promise<Credential> => {
    const { refreshedBy } = await get(id);
    if (refreshedBy !== undefined) return changeAll(refreshedBy, ...step);
    for (const former of await listFormer(store, id))
      await change(former.id, ...step).catch(ignoreRevoked);
    const changed = await change(id, ...step);
    // Its holder chose something else just now: the newer version looked at the state of this one before it changed.
    return changed.refreshedBy === undefined ? changed : changeAll(changed.refreshedBy, ...step);
  };

  return { get, change, changeAll };
}
