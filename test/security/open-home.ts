import { joinHome, signIn } from '../features/home/use-home.js';
import { formsOf } from '../support/lms/index.js';
import type { TestLaurel } from '../support/start-test-laurel.js';
import type { Tenant, Visitor } from './two-courses.js';

/** Somebody who is signed in to their home, with the badges of a learner in it. */
export async function openHome(
  laurel: TestLaurel,
  tenant: Tenant,
  as = 'learner1',
  address = `${as}@life.example`,
): Promise<Visitor> {
  await joinHome(laurel, await tenant.enter(as), address);
  const { browser, page } = await signIn(laurel, address);
  const csrf = formsOf(page).find(({ fields }) => fields['_csrf'])?.fields['_csrf'] ?? '';
  return { browser, csrf, landed: page };
}
