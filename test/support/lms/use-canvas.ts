import { afterAll, beforeAll } from 'vitest';
import { type CanvasLike, launch, startCanvasLike, type Tool } from './index.js';
import { SERVICE_SCOPES } from './names.js';
import { ProbeTool } from './probe-tool.js';

export const AGS = 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint';

export let canvas: CanvasLike;

export let probe: ProbeTool;

export let tool: Tool;

export let token: string;

export let ags: { lineitems: string; lineitem: string };

export const get = async (url: string) => (await probe.call(token, url)).json;

/** A Canvas-like platform and a tool that asks it. */
export function useCanvas(): void {
  beforeAll(async () => {
    canvas = await startCanvasLike();
    probe = await ProbeTool.start();
    tool = canvas.registerTool({ url: probe.url });
    probe.authorizationUrl = tool.authorizationUrl;
    token = (await probe.askToken(tool, SERVICE_SCOPES)).json.access_token;
    await launch(canvas, { as: 'teacher' });
    ags = probe.lastLaunch.claims[AGS];
  });
  afterAll(() => Promise.all([canvas.close(), probe.close()]));
}
