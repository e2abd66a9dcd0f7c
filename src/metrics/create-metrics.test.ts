import { beforeEach, describe, expect, it } from 'vitest';
import { createEvents, createLogger, createTestClock, type Events } from '../base/index.js';
import { createMetrics, type Metrics } from './create-metrics.js';

const clock = createTestClock(new Date('2026-11-20T10:00:00Z'));
let metrics: Metrics;
let events: Events;
beforeEach(() => {
  metrics = createMetrics({ clock });
  events = createEvents(createLogger('silent'));
  metrics.countEvents(events);
});

/** The lines of one metric that have a value. */
async function linesOf(name: string): Promise<string[]> {
  const text = await metrics.text();
  return text.split('\n').filter((line) => line.startsWith(`laurel_${name}`));
}

const request = { requestId: 'r', method: 'GET', route: '/credentials/:id', status: 200, ms: 12 };
const course = { platformId: 'p1', deploymentId: 'd', contextId: 'c' };

describe('createMetrics', () => {
  it('counts what operators are told of', async () => {
    events.tell('request', request);
    events.tell('request', { ...request, status: 304 });
    events.tell('badge_issued', { awardId: 'a1', platformId: 'p1', isRenewal: false });
    events.tell('badge_issued', { awardId: 'a2', isRenewal: false });
    events.tell('course_checked', {
      ...course,
      scope: 'course',
      outcome: 'failed',
      code: 'upstream_timeout',
      ms: 1_200,
      calls: 3,
      rows: 40,
      changed: 0,
      granted: 0,
    });
    expect(await linesOf('requests_total')).toEqual([
      'laurel_requests_total{method="GET",route="/credentials/:id",status="200"} 1',
      'laurel_requests_total{method="GET",route="/credentials/:id",status="304"} 1',
    ]);
    expect(await linesOf('request_duration_seconds_sum')).toEqual([
      'laurel_request_duration_seconds_sum{route="/credentials/:id"} 0.024',
    ]);
    expect(await linesOf('badges_issued_total')).toEqual([
      'laurel_badges_issued_total{platform="p1"} 1',
      'laurel_badges_issued_total{platform="none"} 1',
    ]);
    expect(await linesOf('checks_total')).toEqual([
      'laurel_checks_total{scope="course",outcome="failed",platform="p1"} 1',
    ]);
    expect(await linesOf('check_calls_total')).toEqual(['laurel_check_calls_total 3']);
    expect(await linesOf('grades_read_total')).toEqual(['laurel_grades_read_total 40']);
  });

  it('knows nothing of another one in the same process', async () => {
    const other = createMetrics({ clock });
    events.tell('request', request);
    expect(await other.text()).not.toContain('laurel_requests_total{');
  });

  it('has no more than 100 platforms as labels, whatever comes, and loses no count', async () => {
    for (let n = 0; n < 5_000; n += 1) {
      const platformId = `platform-${n % 700}`;
      events.tell('badge_issued', { awardId: 'a', platformId, isRenewal: false });
      events.tell('launched', {
        launchId: 'l',
        platformId,
        deploymentId: 'd',
        messageType: 'm',
        strength: 'bound',
        isCookieless: false,
      });
    }
    for (const name of ['badges_issued_total', 'launches_total']) {
      const lines = await linesOf(name);
      expect(lines.length).toBeLessThanOrEqual(101);
      expect(lines.join('\n')).toContain('platform="other"');
    }
  });

  it('takes no method, status or command for a label that it does not know', async () => {
    for (let n = 0; n < 300; n += 1) {
      events.tell('request', { ...request, method: `M${n}` });
      events.tell('called', { status: String(600 + n), ms: 1 });
      metrics.countCommand({ command: `c${n}`, ms: 1, isFailed: true });
    }
    events.tell('called', { status: 'upstream_timeout', ms: 1 });
    expect(await linesOf('requests_total')).toHaveLength(1);
    expect(await linesOf('outbound_requests_total')).toEqual([
      'laurel_outbound_requests_total{status="other"} 300',
      'laurel_outbound_requests_total{status="upstream_timeout"} 1',
    ]);
    expect(await linesOf('store_command_failures_total')).toHaveLength(1);
  });

  it('shows what waits and for how long, and asks the store once for many askers', async () => {
    let asked = 0;
    metrics.readStateBy(() => {
      asked += 1;
      const oldestAt = new Date(clock.now().getTime() - 90_000);
      const queues = { courses: { depth: 3, oldestAt }, mail: { depth: 0 } };
      return Promise.resolve({ queues, silentPlatforms: { depth: 1, oldestAt } });
    });
    const texts = await Promise.all([metrics.text(), metrics.text(), metrics.text()]);
    expect(asked).toBe(1);
    for (const text of texts) {
      expect(text).toContain('laurel_queue_depth{queue="courses"} 3');
      expect(text).toContain('laurel_queue_age_seconds{queue="courses"} 90');
      expect(text).toContain('laurel_queue_age_seconds{queue="mail"} 0');
      expect(text).toContain('laurel_platforms_silent 1');
      expect(text).toContain('laurel_store_up 1');
    }
  });

  it('says that the store is away, and then nothing of what waits', async () => {
    metrics.readStateBy(() => Promise.reject(new Error('away')));
    const text = await metrics.text();
    expect(text).toContain('laurel_store_up 0');
    expect(text).not.toContain('laurel_queue_depth{');
  });
});
