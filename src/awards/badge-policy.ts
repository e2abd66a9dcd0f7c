import { NotAllowed } from '../base/index.js';
import { isAdministrator, type BadgePolicy } from '../lti/index.js';
import type { PageDeps, Visit } from './pages.js';

/** What the platform's administrators have laid down about designing badges, as it bears on one visitor. */
export interface DesignRights {
  readonly mayDesign: boolean;
  /** What this visitor activates or changes waits for an administrator. */
  readonly needsApproval: boolean;
}

const OPEN: BadgePolicy = { designers: 'instructors', needsApproval: false };

/** Administrators design always, and their own badges wait for nobody. */
export async function designRightsOf(
  deps: Pick<PageDeps, 'lti'>,
  { launch }: Pick<Visit, 'launch'>,
): Promise<DesignRights> {
  if (isAdministrator(launch.roles)) return { mayDesign: true, needsApproval: false };
  const { badgePolicy = OPEN } = (await deps.lti.platforms.find(launch.platformId)) ?? {};
  return {
    mayDesign: badgePolicy.designers === 'instructors',
    needsApproval: badgePolicy.needsApproval,
  };
}

/** Throws NotAllowed `designers_only` where administrators keep the designing of badges to themselves. */
export async function requireDesigner(
  deps: Pick<PageDeps, 'lti'>,
  visit: Pick<Visit, 'launch'>,
): Promise<DesignRights> {
  const rights = await designRightsOf(deps, visit);
  if (rights.mayDesign) return rights;
  throw new NotAllowed(
    'designers_only',
    'Badges of this learning platform are designed by its administrators.',
    { action: 'Ask an administrator to set up the badge, or to let instructors design badges.' },
  );
}
