import type { TenantKey } from '../../lti/index.js';
import type { CourseDeps } from '../visit/course-deps.js';

export type LogoDeps = Pick<CourseDeps, 'credentials' | 'achievements'>;

const KEPT = /\/achievements\/pictures\/([\w-]{20,64})\.png$/;

/**
 * Finds the logo of the issuer of a course's badges, as the id of a stored picture. A logo at another address is not
 * fetched: pictures are drawn from what is stored.
 */
export async function findSchoolLogo(deps: LogoDeps, tenant: TenantKey): Promise<string | null> {
  const issuer = await deps.credentials.issuers.find(tenant);
  const id = KEPT.exec(issuer?.logoUrl ?? '')?.[1];
  return id !== undefined && (await deps.achievements.hasPicture(id)) ? id : null;
}
