import type { Response } from 'express';
import type { Web } from '../../web/index.js';
import type { Platform } from '../platform/platform.js';
import { SET_UP_PATH, type SetUpTickets } from './set-up-ticket.js';

interface How {
  readonly needsApproval: boolean;
  readonly isUpdated?: boolean;
  readonly isByHand?: boolean;
  /** Whether the platform has an earlier registration that this one can continue. */
  readonly hasEarlier?: boolean;
  /** The message that the same address is already registered with another spelling. */
  readonly known?: string | undefined;
}

/** @returns the address of Moodle's list of tools, where a new one is activated and configured */
const moodleToolsOf = (issuer: string) => `${issuer.replace(/\/$/, '')}/mod/lti/toolconfigure.php`;

/**
 * Shows the last page of a registration: what is left to do at the platform, and the way to grades that need more than
 * LTI.
 */
export function showRegistered(
  deps: { readonly web: Pick<Web, 'page'>; readonly setUpTickets: SetUpTickets },
  res: Response,
  { id, name, family, issuer }: Platform,
  { needsApproval, known, hasEarlier = false, isUpdated = false, isByHand = false }: How,
): void {
  const isMoodle = family === 'moodle' && !isUpdated;
  deps.web.page(res, 'lti/registered', {
    title: res.req.t(isUpdated ? 'lti.register.updatedTitle' : 'lti.register.doneTitle'),
    name,
    issuer,
    known,
    needsApproval,
    hasEarlier,
    isUpdated,
    moodle: isMoodle ? { tools: moodleToolsOf(issuer), isNew: !isByHand } : undefined,
    next: family === 'other' ? undefined : { action: SET_UP_PATH, family },
    ticket: deps.setUpTickets.issue(id),
    scripts: isByHand ? [] : ['lti/close-registration.js'],
  });
}
