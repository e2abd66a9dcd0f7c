import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCanvasLike, startMoodleLike, type CanvasLike, type MoodleLike } from './index.js';
import { SERVICE_SCOPES } from './names.js';
import { ProbeTool } from './probe-tool.js';

const LEARNERS = 2000;
let probe: ProbeTool;
let moodle: MoodleLike;
let canvas: CanvasLike;

beforeAll(async () => {
  [probe, moodle, canvas] = await Promise.all([
    ProbeTool.start(),
    startMoodleLike({ learners: LEARNERS }),
    startCanvasLike({ learners: LEARNERS }),
  ]);
});
afterAll(() => Promise.all([probe.close(), moodle.close(), canvas.close()]));

describe('A large course', () => {
  it('is one answer of results on Moodle', async () => {
    const tool = moodle.registerTool({ url: probe.url });
    for (const person of moodle.course.people) moodle.setGrade(person, tool.link.column!, 70);
    const { access_token } = (await probe.askToken(tool, SERVICE_SCOPES)).json;
    const url = `${moodle.baseUrl}/mod/lti/services.php/2/lineitems/${tool.link.column!.id}/lineitem/results?type_id=1`;
    const accept = 'application/vnd.ims.lis.v2.resultcontainer+json';
    expect((await probe.call(access_token, url, { accept })).json).toHaveLength(LEARNERS + 3);
  });

  it('is many pages on Canvas, each person once', async () => {
    const tool = canvas.registerTool({ url: probe.url });
    for (const person of canvas.course.people) canvas.setGrade(person, tool.link.column!, 70);
    const { access_token } = (await probe.askToken(tool, SERVICE_SCOPES)).json;
    const { lineItemId } = tool.link.column!;
    const seen = new Set<string>();
    let next: string | undefined =
      `${canvas.baseUrl}/api/lti/courses/${canvas.course.id}/line_items/${lineItemId}/results?limit=100`;
    while (next) {
      const page: Awaited<ReturnType<typeof probe.call>> = await probe.call(access_token, next);
      for (const { userId } of page.json as { userId: string }[]) seen.add(userId);
      next = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
    }
    expect(seen.size).toBe(LEARNERS + 3);
  });

  it('can loop for ever when a page names itself as the next', async () => {
    const tool = canvas.tools[0]!;
    const { access_token } = (await probe.askToken(tool, SERVICE_SCOPES)).json;
    const url = `${canvas.baseUrl}/api/lti/courses/${canvas.course.id}/names_and_roles`;
    canvas.faults.add({ kind: 'loopNext', times: 1 });
    const page = await probe.call(access_token, url);
    expect(page.headers.get('link')).toBe(`<${url}>; rel="next"`);
  });
});
