import { afterAll, beforeAll } from 'vitest';
import { type CanvasLike, type MoodleLike, startCanvasLike, startMoodleLike } from './index.js';
import { ProbeTool } from './probe-tool.js';

export let moodle: MoodleLike;

export let canvas: CanvasLike;

export let probe: ProbeTool;

/** A platform of each kind and a tool that registers. */
export function useRegistration(): void {
  beforeAll(async () => {
    [moodle, canvas, probe] = await Promise.all([
      startMoodleLike(),
      startCanvasLike(),
      ProbeTool.start(),
    ]);
  });
  afterAll(() => Promise.all([moodle.close(), canvas.close(), probe.close()]));
}
