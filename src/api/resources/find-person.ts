import { NotAllowed } from '../../base/index.js';
import type { Person } from '../../people/index.js';
import type { ResourceDeps } from '../api-deps.js';
import { notThere, type Within } from '../http/within.js';

/**
 * A person is of a platform: whose token opens one deployment of several alone is not told of people. @throws NotAllowed
 * `whole_platform_only`
 */
export function requireWhole(within: Within): void {
  if (within?.deploymentId === undefined) return;
  throw new NotAllowed('whole_platform_only', 'People belong to the whole platform.', {
    action: 'Use a token that was made for the whole platform.',
  });
}

/** @returns the person. @throws NotFound `resource_unknown` where the token does not open them */
export async function findPerson(
  { people }: Pick<ResourceDeps, 'people'>,
  within: Within,
  personId: string,
): Promise<Person> {
  requireWhole(within);
  const [found] = await people.findMany([personId]);
  if (found === undefined || (within !== null && within.platformId !== found.platformId))
    throw notThere();
  return found;
}
