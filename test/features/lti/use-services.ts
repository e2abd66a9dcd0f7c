import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { TenantKey } from '../../../src/lti/index.js';
import {
  launch,
  startCanvasLike,
  startMoodleLike,
  type CanvasLike,
  type Column,
  type MoodleLike,
} from '../../support/lms/index.js';
import type { Tool } from '../../support/lms/tool.js';
import { startTool } from '../../support/start-tool.js';

interface Setting {
  platform: MoodleLike | CanvasLike;
  tool: Tool;
  course: TenantKey;
  column: Column;
  lineItemUrl: string;
}

export let laurel: Awaited<ReturnType<typeof startTool>>;
/** A course of each platform with a column of the tool’s own. */
export const settings = {} as Record<'moodle' | 'canvas', Setting>;
/** How long Laurel waited between tries, in milliseconds. */
export const pauses: number[] = [];

/** The tool in a course of a Moodle-like and of a Canvas-like platform, which misbehave for one test at a time. */
export function useServices(): void {
  beforeAll(async () => {
    laurel = await startTool({ pause: (ms) => Promise.resolve(void pauses.push(ms)) });
    for (const kind of ['moodle', 'canvas'] as const) {
      const platform = kind === 'moodle' ? await startMoodleLike() : await startCanvasLike();
      const { tool, platformId } = await laurel.register(platform);
      const { response } = await launch(platform, { as: 'teacher' });
      expect(response.status, response.text).toBe(200);
      const course = {
        platformId,
        deploymentId: tool.deploymentId,
        contextId: laurel.launches.at(-1)?.context.id ?? '',
      };
      const column = tool.link.column;
      if (!column) throw new Error('the activity has no column');
      const [link] = await laurel.lti.contexts.links(course);
      settings[kind] = { platform, tool, course, column, lineItemUrl: link?.lineItemUrl ?? '' };
    }
  });
  afterEach(() => {
    for (const { platform } of Object.values(settings)) platform.faults.clear();
    pauses.length = 0;
  });
  afterAll(async () => {
    for (const { platform } of Object.values(settings)) await platform.close();
    await laurel.close();
  });
}
