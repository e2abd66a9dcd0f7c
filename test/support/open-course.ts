import { afterAll } from 'vitest';
import {
  createBrowser,
  launch,
  startCanvasLike,
  startMoodleLike,
  type BrowserAnswer,
} from './lms/index.js';
import { startTestLaurel, type TestLaurel } from './start-test-laurel.js';

/** A test platform with the tool installed in its course. */
export async function openCourse(
  kind: 'moodle' | 'canvas',
  laurel: TestLaurel,
  options: { readonly clock?: { now(): Date }; readonly learners?: number } = {},
) {
  const platform =
    kind === 'moodle' ? await startMoodleLike(options) : await startCanvasLike(options);
  const tool = platform.registerTool({ url: laurel.url });
  const { id: platformId } = await laurel.lti.platforms.add({
    name: platform.name,
    issuer: tool.issuer,
    clientId: tool.clientId,
    family: kind,
    authorizationUrl: tool.authorizationUrl,
    tokenUrl: tool.tokenUrl,
    jwksUrl: tool.jwksUrl,
    deploymentPolicy: 'admit',
    // As Canvas itself names the school's own domain when the tool is registered there.
    serviceOrigins: [platform.baseUrl],
  });
  const course = {
    platformId,
    deploymentId: tool.deploymentId,
    contextId: platform.course.contextId,
  };
  const enter = async (as: string) => {
    const browser = createBrowser();
    const { response } = await launch(platform, { as, browser });
    return { browser, page: response };
  };
  return { platform, tool, course, enter };
}

/** The fields of a page's form with the buttons and lists a browser would send. */
export function bodyOf(fields: Readonly<Record<string, string | readonly string[]>>): string {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const each of [value].flat()) body.append(name, each);
  }
  return body.toString();
}

export const textOf = (answer: BrowserAnswer): string =>
  answer.text
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** A running Laurel that ends with the test file; called at its top, for a hook inside a hook is not run. */
export async function startLaurel(): Promise<TestLaurel> {
  const laurel = await startTestLaurel();
  afterAll(() => laurel.close());
  return laurel;
}
