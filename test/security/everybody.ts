import { enterAsOperator } from '../support/enter-as-operator.js';
import { formsOf, startMoodleLike, type MoodleLike } from '../support/lms/index.js';
import { startTestLaurel, type TestLaurel } from '../support/start-test-laurel.js';
import type { Route } from './every-route.js';
import { openHome } from './open-home.js';
import { openTenant, register, setUpBadge, type Tenant, type Visitor } from './two-courses.js';

/** A course with a badge in it, and somebody of every kind on its pages. */
export interface Everybody {
  readonly laurel: TestLaurel;
  readonly moodle: MoodleLike;
  readonly tenant: Tenant;
  readonly ids: Awaited<ReturnType<typeof setUpBadge>>;
  readonly visitors: Readonly<Record<'teacher' | 'learner' | 'operator' | 'home', Visitor>>;
  /** Who has something to do at a route. */
  visitorOf(path: string): Visitor;
  /** A route's address with an id in it that is there, or with another in its place. */
  addressOf(route: Route, id?: string): string;
  close(): Promise<void>;
}

/** The operator with the token that their forms carry. */
export async function openOperator(laurel: TestLaurel): Promise<Visitor> {
  const { browser, landed } = await enterAsOperator(laurel);
  const page = await browser.get(`${laurel.url}/admin/invitations`);
  const csrf = formsOf(page).find(({ fields }) => fields['_csrf'])?.fields['_csrf'] ?? '';
  return { browser, csrf, landed };
}

export async function openEverybody(): Promise<Everybody> {
  const laurel = await startTestLaurel();
  const moodle = await startMoodleLike();
  const tool = moodle.registerTool({ url: laurel.url });
  const tenant = openTenant(laurel, moodle, await register(laurel, moodle, tool), tool);
  const ids = await setUpBadge(laurel, tenant, 'Data analysis');
  const visitors = {
    teacher: await tenant.enter('teacher'),
    learner: await tenant.enter('learner1'),
    operator: await openOperator(laurel),
    home: await openHome(laurel, tenant),
  };
  const idOf = (path: string): string => {
    if (path.startsWith('/admin/platforms')) return tenant.platformId;
    if (/^\/((my|home)\/badges|home\/backpacks)/.test(path)) return ids.awardId;
    return path.startsWith('/course/drafts') ? ids.draftId : ids.ruleId;
  };
  return {
    laurel,
    moodle,
    tenant,
    ids,
    visitors,
    visitorOf(path) {
      if (path.startsWith('/admin')) return visitors.operator;
      if (path.startsWith('/home')) return visitors.home;
      return /^\/(course|lti)/.test(path) ? visitors.teacher : visitors.learner;
    },
    addressOf: ({ path }, id) => `${laurel.url}${path.replaceAll(/:\w+/g, id ?? idOf(path))}`,
    async close() {
      await moodle.close();
      await laurel.close();
    },
  };
}
