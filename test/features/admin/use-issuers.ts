import { afterAll, beforeAll } from 'vitest';
import type { TestClock } from '../../../src/base/index.js';
import { openTenant, register, type Tenant } from '../../security/two-courses.js';
import { enterAsOperator } from '../../support/enter-as-operator.js';
import { issueTestBadge } from '../../support/issue-test-badge.js';
import { startMoodleLike, type Browser, type MoodleLike } from '../../support/lms/index.js';
import { createRunningClock } from '../../support/running-clock.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

export let clock: TestClock;

export let laurel: TestLaurel;

/** A learning platform with an issuer to come. */
export let college: Tenant;

/** Another one, which has none. */
export let school: Tenant;

export let operator: Browser;

/** Laurel with two learning platforms, and its operator. */
export function useIssuers(): void {
  const platforms: MoodleLike[] = [];
  const openPlatform = async (): Promise<Tenant> => {
    const moodle = await startMoodleLike({ clock });
    platforms.push(moodle);
    const tool = moodle.registerTool({ url: laurel.url });
    return openTenant(laurel, moodle, await register(laurel, moodle, tool), tool);
  };
  beforeAll(async () => {
    clock = createRunningClock();
    laurel = await startTestLaurel({ clock });
    college = await openPlatform();
    school = await openPlatform();
    operator = (await enterAsOperator(laurel)).browser;
  });
  afterAll(async () => {
    await Promise.all(platforms.map((platform) => platform.close()));
    await laurel.close();
  });
}

export const at = (path: string) => `${laurel.url}/admin${path}`;

/** The address of the page of a platform's issuer. */
export const issuerOf = (tenant: Tenant) => at(`/platforms/${tenant.platformId}/issuer`);

/** Hidden fields that the forms of an issuer and of its brand carry from one page to the next. */
const HIDDEN =
  /name="(_csrf|revision|picture|logo|darkLogo|signature1|signature2)" value="([^"]*)"/g;

/** Sends the form of a page as a browser does that uploads pictures with it; bytes among the fields are files. */
export async function sendForm(
  browser: Browser,
  page: string,
  to: string,
  fields: object,
  headers: Record<string, string> = {},
) {
  const { text } = await browser.get(page);
  const body = new FormData();
  for (const [, name = '', value = ''] of text.matchAll(HIDDEN))
    if (!body.has(name)) body.set(name, value);
  for (const [name, value] of Object.entries(fields))
    if (value instanceof Uint8Array)
      body.set(name, new Blob([new Uint8Array(value)]), 'picture.png');
    else body.set(name, String(value));
  const encoded = new Response(body);
  return browser.request(to, {
    method: 'POST',
    body: Buffer.from(await encoded.arrayBuffer()),
    headers: {
      'content-type': encoded.headers.get('content-type') ?? '',
      origin: laurel.url,
      ...headers,
    },
  });
}

/** A badge of a platform's issuer; without a platform, of the operator's. */
export const issue = (tenant?: Tenant) =>
  issueTestBadge(
    laurel,
    tenant === undefined
      ? {}
      : { platformId: tenant.platformId, deploymentId: tenant.tool.deploymentId },
  );

/** What was signed, as far as these tests read it. */
export const badgeOf = ({ json }: { readonly json: string }) =>
  JSON.parse(json) as { issuer: Record<string, unknown>; proof: [{ verificationMethod: string }] };
