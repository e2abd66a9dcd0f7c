import {
  createBrowser,
  formsOf,
  launch,
  type Browser,
  type BrowserAnswer,
  type Course,
  type TestPlatform,
} from '../support/lms/index.js';
import type { Tool } from '../support/lms/tool.js';
import type { TestLaurel } from '../support/start-test-laurel.js';

/** A person with an open session and the token their forms carry. */
export interface Visitor {
  readonly browser: Browser;
  readonly csrf: string;
  readonly landed: BrowserAnswer;
}

/** A course with the tool in it, as one tenant of Laurel. */
export interface Tenant {
  readonly platform: TestPlatform;
  readonly platformId: string;
  readonly tool: Tool;
  readonly course: Course;
  enter(as: string): Promise<Visitor>;
}

function tokenIn(page: BrowserAnswer): string {
  const token = formsOf(page).find(({ fields }) => fields['_csrf'])?.fields['_csrf'];
  if (!token) throw new Error(`no form of a session on ${page.url}: ${page.status}`);
  return token;
}

export async function register(laurel: TestLaurel, platform: TestPlatform, tool: Tool) {
  const { issuer, clientId, authorizationUrl, tokenUrl, jwksUrl } = tool;
  const { id } = await laurel.lti.platforms.add({
    issuer,
    clientId,
    authorizationUrl,
    tokenUrl,
    jwksUrl,
    name: platform.name,
    family: platform.kind,
    deploymentPolicy: 'admit',
    serviceOrigins: [platform.baseUrl],
  });
  return id;
}

/** @param course another one than the platform's first gets a link of its own */
export function openTenant(
  { url }: TestLaurel,
  platform: TestPlatform,
  platformId: string,
  tool: Tool,
  course: Course = platform.course,
): Tenant {
  const link = course.links.find(
    (one) => one.clientId === tool.clientId && one.deploymentId === tool.deploymentId,
  );
  const own = link ?? platform.addLink(tool, { course, title: 'The tool' });
  return {
    platform,
    platformId,
    tool,
    course,
    async enter(as) {
      const browser = createBrowser();
      const { response } = await launch(platform, { as, browser, link: own });
      // The one page with a form that everybody has.
      const csrf = tokenIn(await browser.get(`${url}/my/settings`));
      return { browser, csrf, landed: response };
    },
  };
}

/** An active badge of a tenant that one learner has earned, and a draft: what others must not reach. */
export async function setUpBadge(
  laurel: TestLaurel,
  tenant: Tenant,
  name: string,
  more: Readonly<Record<string, string>> = {},
) {
  const { platform, tool } = tenant;
  const { browser } = await tenant.enter('teacher');
  const typed = {
    name,
    canDo: 'do a thing',
    criteria: 'Pass it.',
    release: 'immediately',
    ...more,
  };
  const first = await browser.get(`${laurel.url}/course/new`);
  const saved = await browser.submit(first, { ...typed, do: 'save' }, '/course/new');
  const draftId = /drafts\/([\w-]+)/.exec(saved.url)?.[1] ?? '';
  const second = await browser.get(`${laurel.url}/course/new`);
  const looked = await browser.submit(second, { ...typed, do: 'simulate' }, '/course/new');
  const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
  const ruleId = /badges\/([\w-]+)/.exec(active.url)?.[1] ?? '';
  platform.setGrade('learner1', tool.link.column!, 90);
  const learner = await tenant.enter('learner1');
  const awardId = /\/my\/badges\/([\w-]+)/.exec(learner.landed.text)?.[1] ?? '';
  if (!draftId || !ruleId || !awardId) {
    throw new Error(`no badge to attack: ${active.status} ${active.text} ${learner.landed.text}`);
  }
  return { draftId, ruleId, awardId, userId: platform.person('learner1').sub };
}
