import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launch, startMoodleLike, type MoodleLike } from '../support/lms/index.js';
import { startTool } from '../support/start-tool.js';

const AGS = 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint';
const NRPS = 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice';
const DEEP = 'https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings';

let moodle: MoodleLike;
let laurel: Awaited<ReturnType<typeof startTool>>;
let platformId: string;
/** Somebody else's server: it counts who asks it. */
let victim: Server;
let victimUrl: string;
let asked = 0;

beforeAll(async () => {
  laurel = await startTool();
  moodle = await startMoodleLike();
  ({ platformId } = await laurel.register(moodle));
  victim = createServer((_req, res) => {
    asked += 1;
    res.setHeader('content-type', 'application/json').end('[]');
  });
  await new Promise<void>((done) => victim.listen(0, '127.0.0.1', done));
  victimUrl = `http://127.0.0.1:${(victim.address() as AddressInfo).port}`;
});
afterEach(() => {
  moodle.onIdToken = (draft) => draft;
});
afterAll(async () => {
  victim.close();
  await moodle.close();
  await laurel.close();
});

const elsewhere = (url: unknown) => String(url).replace(moodle.baseUrl, victimUrl);

function sayElsewhere(claim: string, member: string): void {
  moodle.onIdToken = (draft) => {
    const said = draft.claims[claim] as Record<string, unknown>;
    draft.claims[claim] = { ...said, [member]: elsewhere(said[member]) };
    return draft;
  };
}

describe('services that a launch names', () => {
  it.each([
    [AGS, 'lineitems'],
    [AGS, 'lineitem'],
    [NRPS, 'context_memberships_url'],
  ])('on another site are refused in words: %s %s', async (claim, member) => {
    sayElsewhere(claim, member);
    const before = laurel.launches.length;
    const { response } = await launch(moodle, { as: 'teacher' });
    expect(response.status).toBe(403);
    expect(response.text).toContain('on a site that is not its own');
    expect(laurel.launches).toHaveLength(before);
    expect(asked).toBe(0);
  });

  it('are refused where the answer to a deep linking request would go to another site', async () => {
    sayElsewhere(DEEP, 'deep_link_return_url');
    const { response } = await launch(moodle, { as: 'teacher', message: 'deep-linking' });
    expect(response.status).toBe(403);
    expect(response.text).toContain('on a site that is not its own');
  });

  it('on a site that the operator allowed come in', async () => {
    sayElsewhere(NRPS, 'context_memberships_url');
    await laurel.lti.platforms.change(platformId, { serviceOrigins: [victimUrl] });
    const { response } = await launch(moodle, { as: 'teacher' });
    await laurel.lti.platforms.change(platformId, { serviceOrigins: [] });
    expect(response.status).toBe(200);
  });

  it('are not asked later, whatever was kept from before', async () => {
    const { response } = await launch(moodle, { as: 'teacher' });
    expect(response.status).toBe(200);
    const { context, deploymentId } = laurel.launches.at(-1)!;
    const course = { platformId, deploymentId, contextId: context.id };
    const kept = laurel.store.connection.collection('lti_contexts');
    await kept.updateOne(
      { ...course },
      {
        $set: {
          'services.ags.lineItemsUrl': `${victimUrl}/lineitems`,
          'services.nrps.membershipsUrl': `${victimUrl}/members`,
        },
      },
    );
    const refused = { code: 'service_elsewhere', status: 403 };
    await expect(laurel.lti.nrps.fetchMembers(course)).rejects.toMatchObject(refused);
    await expect(laurel.lti.ags.listLineItems(course)).rejects.toMatchObject(refused);
    await expect(
      laurel.lti.ags.fetchResults(course, `${victimUrl}/lineitems/1`),
    ).rejects.toMatchObject(refused);
    expect(asked).toBe(0);
  });
});
