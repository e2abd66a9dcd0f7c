import { afterAll, beforeAll } from 'vitest';
import { launch, type MoodleLike, startMoodleLike, type Tool } from './index.js';
import { SERVICE_SCOPES } from './names.js';
import { ProbeTool } from './probe-tool.js';

export const LINE_ITEM = 'application/vnd.ims.lis.v2.lineitem+json';

export const CONTAINER = 'application/vnd.ims.lis.v2.lineitemcontainer+json';

export const RESULTS = 'application/vnd.ims.lis.v2.resultcontainer+json';

export let moodle: MoodleLike;

export let probe: ProbeTool;

export let tool: Tool;

export let token: string;

export let ags: { lineitems: string; lineitem: string };

export const results = async (lineItem: string) => {
  const url = lineItem.replace('/lineitem?', '/lineitem/results?');
  return (await probe.call(token, url, { accept: RESULTS })).json;
};

/** A Moodle-like platform and a tool that asks it. */
export function useMoodle(): void {
  beforeAll(async () => {
    moodle = await startMoodleLike();
    probe = await ProbeTool.start();
    tool = moodle.registerTool({ url: probe.url });
    probe.authorizationUrl = tool.authorizationUrl;
    token = (await probe.askToken(tool, SERVICE_SCOPES)).json.access_token;
    await launch(moodle, { as: 'teacher' });
    ags = probe.lastLaunch.claims['https://purl.imsglobal.org/spec/lti-ags/claim/endpoint'];
  });
  afterAll(() => Promise.all([moodle.close(), probe.close()]));
}
