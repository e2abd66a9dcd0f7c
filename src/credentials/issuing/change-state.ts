import type { Credential } from '../credential/credential.js';
import type { Issue } from './issue.js';
import { createReplace, type Replace } from './replace.js';
import { createStateSteps, type ChangeRequest, type StateDeps } from './state-steps.js';

/** What can happen to a badge after it was issued; each concerns every version of it that is still valid. */
export interface ChangeState extends Replace {
  /** Takes a badge back for good. Repeating it changes nothing. Throws `credential_not_found`. */
  revoke(id: string, request: ChangeRequest): Promise<Credential>;
  /** Takes a badge back for a while. Throws `credential_revoked` for one that was taken back for good. */
  suspend(id: string, request: ChangeRequest): Promise<Credential>;
  /** Ends a suspension. Throws `credential_revoked` for one that was taken back for good. */
  reinstate(id: string, request: ChangeRequest): Promise<Credential>;
}

export function createChangeState(deps: StateDeps & { readonly issue: Issue['one'] }): ChangeState {
  const steps = createStateSteps(deps);
  const { changeAll } = steps;
  return {
    ...createReplace(deps, steps),
    revoke: (id, request) =>
      changeAll(id, ['valid', 'suspended'], { state: 'revoked' }, request, 'badge.revoked'),
    suspend: (id, request) =>
      changeAll(id, ['valid'], { state: 'suspended' }, request, 'badge.suspended'),
    reinstate: (id, request) =>
      changeAll(id, ['suspended'], { state: 'valid' }, request, 'badge.reinstated'),
  };
}
