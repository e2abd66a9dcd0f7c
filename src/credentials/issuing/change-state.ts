import type { Credential } from '../credential/credential.js';
import type { Issue } from './issue.js';
import { createReplace, type Replace } from './replace.js';
import { createStateSteps, type ChangeRequest, type StateDeps } from './state-steps.js';

/** What can happen to a badge after it was issued; each change applies to every version that is still valid. */
export interface ChangeState extends Replace {
  /** Revokes a badge. Repeating it changes nothing. @throws NotFound `credential_not_found` */
  revoke(id: string, request: ChangeRequest): Promise<Credential>;
  /** Suspends a badge. @throws Conflict `credential_revoked` for one that is revoked */
  suspend(id: string, request: ChangeRequest): Promise<Credential>;
  /** Ends a suspension. @throws Conflict `credential_revoked` for one that is revoked */
  reinstate(id: string, request: ChangeRequest): Promise<Credential>;
}

/** @returns the changes of state */
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
