import type { CanvasSite } from './site.js';

/** The API's quota: a bucket that each call fills and time empties (Canvas's "Throttling" page). */
export class Quota {
  capacity = 700;
  leakPerSecond = 10;
  /** Instructure's pages say 403 with a text, and 429. */
  status: 403 | 429 = 403;
  /** What one call costs. */
  cost = 1;
  private used = 0;
  private at = 0;

  constructor(private readonly platform: CanvasSite) {}

  /** What is left, after taking one call's cost; null when there was too little. */
  take(): number | null {
    const now = this.platform.now().getTime();
    this.used = Math.max(this.used - ((now - this.at) / 1000) * this.leakPerSecond, 0);
    this.at = now;
    if (this.used + this.cost > this.capacity) return null;
    this.used += this.cost;
    return this.capacity - this.used;
  }
}
