import { afterAll, beforeAll } from 'vitest';
import { omitUndefined } from '../../../src/base/index.js';
import { SCOPES, type Scope } from '../../../src/oauth/index.js';
import { openTenant, register, setUpBadge, type Visitor } from '../../security/two-courses.js';
import { startMoodleLike, type MoodleLike } from '../../support/lms/index.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

export let laurel: TestLaurel;
export let moodle: MoodleLike;
export let teacher: Visitor;
/** An active rule of the course. */
export let ruleId: string;
/** The platform that the tokens of tests open, unless they say another. */
export let platformId: string;

/** A running Laurel with a badge in a course of a platform. */
export function useApi(
  overrides: Parameters<typeof startTestLaurel>[0] = {},
  people: Parameters<typeof startMoodleLike>[0] = {},
): void {
  beforeAll(async () => {
    laurel = await startTestLaurel(overrides);
    moodle = await startMoodleLike(people);
    const tool = moodle.registerTool({ url: laurel.url });
    const registered = await register(laurel, moodle, tool);
    const tenant = openTenant(laurel, moodle, registered, tool);
    ({ ruleId } = await setUpBadge(laurel, tenant, 'Given by API'));
    teacher = await tenant.enter('teacher');
    platformId = (await laurel.lti.platforms.list())[0]?.id ?? '';
  });
  afterAll(async () => {
    await moodle.close();
    await laurel.close();
  });
}

/** A token for tests. @returns its secret */
export async function makeToken(
  scopes: readonly Scope[] = SCOPES,
  of: { platformId?: string | null; deploymentId?: string | null } = {},
): Promise<string> {
  const { secret } = await laurel.oauth.make({
    name: 'test',
    scopes,
    platformId: of.platformId === undefined ? platformId : of.platformId,
    deploymentId: of.deploymentId ?? null,
    days: 1,
    actor: 'operator',
  });
  return secret;
}

export interface Called {
  readonly status: number;
  readonly headers: Headers;
  // Tests look into answers of many shapes.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** Calls the API. */
export async function call(
  secret: string,
  method: string,
  path: string,
  options: { readonly body?: unknown; readonly headers?: Record<string, string> } = {},
): Promise<Called> {
  const { body, headers = {} } = options;
  const type = body === undefined ? undefined : 'application/json';
  const answer = await fetch(
    `${laurel.url}/api/v1${path}`,
    omitUndefined({
      method,
      headers: omitUndefined({
        authorization: `Bearer ${secret}`,
        'content-type': type,
        ...headers,
      }),
      body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
    }),
  );
  const text = await answer.text();
  const isJson = (answer.headers.get('content-type') ?? '').includes('json');
  return {
    status: answer.status,
    headers: answer.headers,
    body: isJson && text !== '' ? (JSON.parse(text) as unknown) : text,
  };
}
