import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isInstructor } from '../../../src/lti/index.js';
import { launch, startMoodleLike, type MoodleLike } from '../../support/lms/index.js';
import type { Tool } from '../../support/lms/tool.js';
import { startTool } from '../../support/start-tool.js';

const FOLDER = 'test/fixtures/launches';
type Claims = Record<string, unknown>;

let moodle: MoodleLike;
let laurel: Awaited<ReturnType<typeof startTool>>;
let tool: Tool;

/** What a platform of another kind says in a launch (docs/platforms.md: by which source), for the platform at hand. */
function claimsOf(name: string): Claims {
  const text = readFileSync(`${FOLDER}/${name}.json`, 'utf8')
    .replaceAll('{base}', moodle.baseUrl)
    .replaceAll('{client}', tool.clientId);
  return JSON.parse(text) as Claims;
}

/** Enters with claims in place of the platform's own; null: without it. */
async function enterWith(claims: Claims, as = 'teacher') {
  moodle.onIdToken = (draft) => ({
    ...draft,
    claims: Object.fromEntries(
      Object.entries({ ...draft.claims, ...claims }).filter(([, value]) => value !== null),
    ),
  });
  try {
    return (await launch(moodle, { as })).response;
  } finally {
    moodle.onIdToken = null;
  }
}

beforeAll(async () => {
  laurel = await startTool();
  moodle = await startMoodleLike();
  ({ tool } = await laurel.register(moodle));
});
afterAll(async () => {
  await moodle.close();
  await laurel.close();
});

describe.each(readdirSync(FOLDER).map((file) => file.replace('.json', '')))(
  'a launch as %s writes it',
  (name) => {
    it('is accepted: course, activity, person, services and roles are read', async () => {
      const claims = claimsOf(name);
      const answer = await enterWith(claims);
      expect(answer.status, answer.text).toBe(200);
      const read = laurel.launches.at(-1);
      const of = (claim: string) =>
        claims[`https://purl.imsglobal.org/spec/lti/claim/${claim}`] as Claims;
      expect(read).toMatchObject({
        context: { id: of('context')['id'], title: of('context')['title'] },
        resourceLink: { id: of('resource_link')['id'] },
        user: { id: claims['sub'], name: 'Ada Lovelace', email: 'ada@school.example' },
        roles: of('roles'),
      });
      const { lineitems } = claims['https://purl.imsglobal.org/spec/lti-ags/claim/endpoint'] as {
        lineitems: string;
      };
      expect(read?.services.ags?.lineItemsUrl).toBe(lineitems);
      expect(isInstructor(read?.roles ?? [])).toBe(true);
    });

    it('is refused where it is for two clients and says not for which', async () => {
      const aud = [tool.clientId, 'another-client'];
      const refused = await enterWith({ ...claimsOf(name), aud, azp: 'another-client' });
      expect(refused.status).toBe(401);
    });
  },
);
