import type { Tool } from '../../support/lms/tool.js';
import { createBrowser, launch } from '../../support/lms/index.js';
import { openCourse } from '../../support/open-course.js';
import type { TestLaurel } from '../../support/start-test-laurel.js';

export const TYPED = {
  name: 'Data analysis',
  canDo: 'sort data',
  criteria: 'Pass.',
  release: 'immediately',
};

export type Installed = Awaited<ReturnType<typeof installWithBadge>>;

/** A course whose teacher set up a badge, which one learner has earned. */
export async function installWithBadge(kind: 'moodle' | 'canvas', laurel: TestLaurel) {
  const open = await openCourse(kind, laurel);
  open.platform.setGrade('learner1', open.tool.link.column!, 90);
  open.platform.setGrade('learner2', open.tool.link.column!, 20);
  const { browser } = await open.enter('teacher');
  const empty = await browser.get(`${laurel.url}/course/new`);
  const looked = await browser.submit(empty, { ...TYPED, do: 'simulate' }, '/course/new');
  await browser.submit(looked, { ...TYPED, do: 'activate' }, '/course/drafts/');
  await open.enter('learner1');
  await open.enter('learner2');
  await laurel.checks.check(open.course);
  return open;
}

/** A registration of a tool at Laurel. */
export async function register(
  laurel: TestLaurel,
  { platform }: Installed,
  tool: Tool,
): Promise<string> {
  const { issuer, clientId, authorizationUrl, tokenUrl, jwksUrl } = tool;
  const { id } = await laurel.lti.platforms.add({
    name: `${platform.name} again`,
    family: platform.kind,
    deploymentPolicy: 'admit',
    issuer,
    clientId,
    authorizationUrl,
    tokenUrl,
    jwksUrl,
    serviceOrigins: [platform.baseUrl],
  });
  return id;
}

/** The tool is installed anew at the platform: another client, another deployment, another activity. */
export async function reinstall(laurel: TestLaurel, open: Installed) {
  const tool = open.platform.registerTool({ url: laurel.url });
  const platformId = await register(laurel, open, tool);
  return { tool, platformId, enter: enterBy(open, tool) };
}

export function enterBy({ platform }: Pick<Installed, 'platform'>, tool: Tool) {
  return async (as: string) => {
    const browser = createBrowser();
    const { response } = await launch(platform, { as, browser, tool, link: tool.link });
    return { browser, page: response };
  };
}

/** What is kept of a platform, by collection; awards and badges whole. */
export async function recordsOf({ store }: TestLaurel, platformId: string) {
  const { connection } = store;
  const of = (name: string, filter: object) =>
    connection.collection(name).find(filter).sort({ _id: 1 }).toArray();
  const people = await of('people', { platformId });
  const ids = people.map(({ _id }) => _id as unknown as string);
  const names = [
    ...['awards', 'rules', 'rule_drafts', 'decisions', 'course_checks', 'badge_columns'],
    ...['lti_contexts', 'lti_resource_links', 'lti_teachers', 'members', 'canvas_courses'],
    ...['lti_deployments', 'mirror_columns', 'restrictions', 'course_copies'],
    ...['application_tasks', 'applications', 'application_files', 'application_reviews'],
    ...['art_templates', 'platform_uses', 'imports', 'import_reissues'],
  ];
  const rows = await Promise.all(
    names.map(async (name) => [name, await of(name, { platformId })] as const),
  );
  return {
    ...Object.fromEntries(rows),
    achievements: await of('achievements', { 'owner.platformId': platformId }),
    people,
    credentials: await of('credentials', { personId: { $in: ids } }),
    learner_records: await of('learner_records', { personId: { $in: ids } }),
    home_joins: await of('home_joins', { personId: { $in: ids } }),
  } as Record<string, Record<string, unknown>[]>;
}

export const sure = (digest: string) => ({ actor: 'operator', digest, isSure: false });
