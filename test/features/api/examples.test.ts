import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Endpoint } from '../../../src/api/http/endpoint.js';
import { bodyWith, pathWith, type Victim } from '../../security/api-samples.js';
import { openTenant, setUpBadge } from '../../security/two-courses.js';
import { call, laurel, makeToken, moodle, platformId, useApi } from './use-api.js';

useApi();

let world: Victim | undefined;

/** A badge that a learner has; made when it is first asked for. */
async function openWorld(): Promise<Victim> {
  if (world !== undefined) return world;
  const tool = moodle.tools[0]!;
  const tenant = openTenant(laurel, moodle, platformId, tool);
  world = { laurel, tenant, ids: await setUpBadge(laurel, tenant, 'Shown by examples') };
  return world;
}

const person = async (username: string): Promise<string> => {
  const userId = moodle.person(username).sub;
  await laurel.people.seen({ platformId, userId });
  return userId;
};

/** What an example needs beside what is there: whom it is about, and what came before. */
const BEFORE: Readonly<Record<string, (world: Victim, token: string) => Promise<Victim>>> = {
  giveAward: async (given) => ({
    ...given,
    ids: { ...given.ids, userId: await person('learner2') },
  }),
  denyAward: async (given) => ({
    ...given,
    ids: { ...given.ids, userId: await person('learner3') },
  }),
};

/** What an example is answered with where it finds nothing to do. */
const ANSWERS: Readonly<Record<string, number>> = { correctAward: 409, reissueImport: 409 };

/** Examples that end something come last. */
const LAST = new Set(['revokeAward']);

const withBodies = () =>
  laurel.api.endpoints
    .filter(({ body }) => body !== undefined)
    .sort((one, other) => Number(LAST.has(one.id)) - Number(LAST.has(other.id)));

const examplesOf = ({ body }: Endpoint): unknown[] =>
  (body === undefined ? [] : (z.globalRegistry.get(body)?.examples as unknown[] | undefined)) ?? [];

describe('the examples of the description', () => {
  it('are there for each body, and each is one that is taken', () => {
    const wrong = withBodies().filter(
      (endpoint) =>
        examplesOf(endpoint).length === 0 ||
        !examplesOf(endpoint).every((each) => endpoint.body?.safeParse(each).success),
    );
    // `meta({ examples: […] })` on the schema of the body.
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  it('are served', async () => {
    const text = await (await fetch(`${laurel.url}/api/openapi.json`)).text();
    for (const endpoint of withBodies())
      for (const example of examplesOf(endpoint)) expect(text).toContain(JSON.stringify(example));
  });

  it('do what they say', async () => {
    const token = await makeToken();
    const wrong: string[] = [];
    for (const endpoint of withBodies()) {
      const given = await openWorld();
      const about = (await BEFORE[endpoint.id]?.(given, token)) ?? given;
      const path = await pathWith(about, endpoint);
      const headers: Record<string, string> = {};
      if (endpoint.needsIfMatch === true) {
        const read = await call(token, 'GET', path);
        headers['if-match'] = read.headers.get('etag') ?? '';
      }
      const body = await bodyWith(about, endpoint);
      const method = endpoint.method.toUpperCase();
      const { status, body: answer } = await call(token, method, path, { body, headers });
      const expected = ANSWERS[endpoint.id] ?? endpoint.answer.status;
      if (status !== expected) wrong.push(`${endpoint.id}: ${status} ${JSON.stringify(answer)}`);
    }
    expect(wrong).toEqual([]);
  });
});
