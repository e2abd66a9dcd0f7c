import { CanvasLike } from './canvas/canvas.js';
import { MoodleLike } from './moodle/moodle.js';
import type { StartOptions } from './platform.js';

export { createBrowser, formsOf, launch } from './browserless.js';
export type { Browser, BrowserAnswer, LaunchResult } from './browserless.js';
export type { Column, Course, Grade, Link, Person } from './course.js';
export { ALL_FAULTS, seeded } from './faults.js';
export type { FaultKind, FaultRule } from './faults.js';
export type { IdTokenDraft } from './keys.js';
export type { CanvasLike } from './canvas/canvas.js';
export type { MoodleLike } from './moodle/moodle.js';
export type { StartOptions, TestPlatform } from './platform.js';
export type { Tool, ToolOptions } from './tool.js';

/** Starts a platform that behaves like Moodle 4.5 on 127.0.0.1. Where a wished port is taken: EADDRINUSE. */
export function startMoodleLike(options: StartOptions = {}): Promise<MoodleLike> {
  return MoodleLike.start(options);
}

/**
 * Starts a platform that behaves like hosted Canvas: the issuer on 127.0.0.1, sign-in on 127.0.0.2, the school (pages
 * and services) on 127.0.0.3; where a machine has not these, all on [::1], each on a port of its own.
 */
export function startCanvasLike(options: StartOptions = {}): Promise<CanvasLike> {
  return CanvasLike.start(options);
}
