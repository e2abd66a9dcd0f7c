import type { Settings } from './base/index.js';
import type { Laurel } from './app.js';

/** Lists the work that happens by itself, in one place. Called once, before work starts. */
export function listJobs(_laurel: Laurel, _settings: Settings): void {}
