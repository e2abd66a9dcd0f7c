import { NotAllowed } from '../../base/index.js';
import { isAdministrator, policyOf, type Lti } from '../../lti/index.js';
import type { Visit } from './visit.js';

/** What the policy for badges allows one visitor. */
export interface DesignRights {
  readonly mayDesign: boolean;
  /** Whether what this visitor activates or changes waits for an administrator. */
  readonly needsApproval: boolean;
}

/** What finding a policy works with. */
interface PolicyDeps {
  readonly lti: {
    readonly platforms: Pick<Lti['platforms'], 'find'>;
    readonly deployments: Pick<Lti['deployments'], 'find'>;
  };
}

/** @returns what a visitor may do. Administrators may always design badges, which need no approval */
export async function designRightsOf(
  deps: PolicyDeps,
  { launch }: Pick<Visit, 'launch'>,
): Promise<DesignRights> {
  if (isAdministrator(launch.roles)) return { mayDesign: true, needsApproval: false };
  const { platformId, deploymentId } = launch;
  const [platform, deployment] = await Promise.all([
    deps.lti.platforms.find(platformId),
    deps.lti.deployments.find(platformId, deploymentId),
  ]);
  if (platform === null) return { mayDesign: true, needsApproval: false };
  const { designers, needsApproval } = policyOf(platform, deployment);
  return { mayDesign: designers === 'instructors', needsApproval };
}

/** @throws NotAllowed `designers_only` where only administrators may design badges */
export async function requireDesigner(
  deps: PolicyDeps,
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
