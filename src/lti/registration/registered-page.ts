import type { Response } from 'express';
import type { Web } from '../../web/index.js';
import type { Platform } from '../platform/platform.js';
import { SET_UP_PATH, type SetUpTickets } from './set-up-ticket.js';

interface How {
  readonly needsApproval: boolean;
  readonly isUpdated?: boolean;
  readonly isByHand?: boolean;
  /** Whether an earlier registration of the platform can be gone on with. */
  readonly hasEarlier?: boolean;
  /** What is told of the same address that is registered already, spelled otherwise. */
  readonly known?: string | undefined;
}

/** Moodle's list of tools, where a new one is activated and set. */
const moodleToolsOf = (issuer: string) => `${issuer.replace(/\/$/, '')}/mod/lti/toolconfigure.php`;

/** The registration's last page: what is left to do at the platform, and on to the grades that need more than LTI. */
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
