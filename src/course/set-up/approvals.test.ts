import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../audit/index.js';
import type { AwardStore } from '../../awards/index.js';
import { createTestClock, type TestClock } from '../../base/index.js';
import type { CheckStore } from '../../checks/index.js';
import { makeRule, UNDO_MS, type Rule, type RuleStore } from '../../rules/index.js';
import type { TestStore } from '../../store/index.js';
import { readLocales } from '../../web/index.js';
import { openCourseStores } from '../testing.js';
import { createApprovals, type Approvals } from './approvals.js';

const english = { t: readLocales().choose(['en']).t, locale: 'en' };
let store: TestStore;
let rules: RuleStore;
let awards: AwardStore;
let checks: CheckStore;
beforeAll(async () => {
  ({ store, rules, awards, checks } = await openCourseStores());
});
afterAll(() => store.close());

let clock: TestClock;
let audited: { action: string; details?: unknown }[];
let log: AuditEntry[];
let approvals: Approvals;
beforeEach(async () => {
  await store.connection.collection('rules').deleteMany({});
  clock = createTestClock(new Date('2026-11-21T10:00:00Z'));
  audited = [];
  log = [];
  approvals = createApprovals({
    clock,
    rules,
    checks,
    awards,
    audit: {
      record: ({ action, details }) => Promise.resolve(void audited.push({ action, details })),
      list: ({ subject } = {}) => Promise.resolve(log.filter((entry) => entry.subject === subject)),
    },
    people: {
      findMany: (ids) => Promise.resolve(ids.map((id) => ({ id, name: `Teacher ${id}` })) as never),
    },
    achievements: {
      getVersion: (id, version) =>
        Promise.resolve({
          achievementId: id,
          version,
          content: { name: `Badge ${version}`, description: 'Can do it.', criteria: 'Pass it.' },
        } as never),
    },
    lti: { contexts: { find: () => Promise.resolve(null) } },
  });
});

async function waiting(change: Partial<Rule> = {}): Promise<Rule> {
  const rule = makeRule({ state: 'waiting', ...change });
  await rules.insert(rule);
  return rule;
}
const now = ({ tenant, id }: Rule) => rules.get(tenant, id);
const own = { platformId: 'p' };

describe('approvals', () => {
  it('lists what waits, of one platform, of one of its deployments, or of all', async () => {
    const here = await waiting();
    await waiting({ tenant: { ...here.tenant, deploymentId: 'other' } });
    await waiting({ tenant: { ...here.tenant, platformId: 'elsewhere' } });
    await waiting({ state: 'active' });
    const count = async (within: Parameters<Approvals['list']>[0]) =>
      (await approvals.list(within, english)).length;
    expect(await count(null)).toBe(3);
    expect(await count(own)).toBe(2);
    expect(await count({ platformId: 'p', deploymentId: 'd' })).toBe(1);
    expect(await count({ platformId: 'nobody' })).toBe(0);
    const [first] = await approvals.list({ platformId: 'p', deploymentId: 'd' }, english);
    expect(first).toMatchObject({ id: here.id, name: 'Badge 1', course: '' });
    expect(first?.requirement).toContain('Quiz 1');
  });

  it('shows the picture, and who asked for it or last changed it', async () => {
    const rule = await waiting();
    const entry = { at: clock.now(), subject: `rule:${rule.id}` };
    const [unknown] = await approvals.list(own, english);
    expect(unknown?.image).toBe(
      `/achievements/${rule.achievementId}/versions/${rule.achievementVersion}/image.png`,
    );
    expect(unknown).not.toHaveProperty('teacher');
    log = [
      { ...entry, actor: 'person:b', action: 'rule.sent_back' },
      { ...entry, actor: 'person:t2', action: 'rule.changed' },
      { ...entry, actor: 'person:t1', action: 'rule.submitted' },
    ];
    expect((await approvals.list(own, english))[0]?.teacher).toBe('Teacher t2');
  });

  it('makes a new badge active from now on, with the time to undo it, and looks at the course', async () => {
    const rule = await waiting();
    await approvals.approve(own, rule.id, 'person:a');
    expect(await now(rule)).toMatchObject({
      state: 'active',
      revision: 2,
      activatedAt: clock.now(),
      undoUntil: new Date(clock.now().getTime() + UNDO_MS),
    });
    expect((await checks.get(rule.tenant))?.nextAt).toEqual(clock.now());
    expect(audited).toMatchObject([{ action: 'rule.approved' }]);
  });

  it('lets a badge that was active before its change keep its beginning', async () => {
    const activatedAt = new Date('2026-01-01T00:00:00Z');
    const rule = await waiting({ activatedAt });
    await approvals.approve(own, rule.id, 'person:a');
    const approved = await now(rule);
    expect(approved).toMatchObject({ state: 'active', activatedAt });
    expect(approved).not.toHaveProperty('undoUntil');
  });

  it.each([
    ['draft', {}],
    ['paused', { activatedAt: new Date('2026-01-01T00:00:00Z') }],
  ] as const)('sends a badge back as one that is %s, with the reason', async (state, was) => {
    const rule = await waiting(was);
    await approvals.sendBack(own, rule.id, 'Name the level.', 'person:a');
    expect(await now(rule)).toMatchObject({ state, sentBack: 'Name the level.' });
    expect(audited).toEqual([{ action: 'rule.sent_back', details: { reason: 'Name the level.' } }]);
  });

  it('is decided once: what was decided does not wait any more', async () => {
    const rule = await waiting();
    await approvals.approve(own, rule.id, 'person:a');
    await expect(approvals.approve(own, rule.id, 'person:b')).rejects.toMatchObject({
      code: 'approval_unknown',
    });
    await expect(approvals.sendBack(own, rule.id, 'No.', 'person:b')).rejects.toMatchObject({
      code: 'approval_unknown',
    });
    expect(audited).toHaveLength(1);
  });

  it('is decided by one of two at the same time; the other is told', async () => {
    const rule = await waiting();
    const both = await Promise.allSettled([
      approvals.approve(own, rule.id, 'person:a'),
      approvals.sendBack(own, rule.id, 'No.', 'person:b'),
    ]);
    const lost = both.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(lost).toHaveLength(1);
    expect(['rule_changed', 'approval_unknown']).toContain((lost[0] as { code: string }).code);
    expect(audited).toHaveLength(1);
    expect((await now(rule))?.revision).toBe(2);
  });

  it('is nothing that another platform’s administrator can decide, or see', async () => {
    const rule = await waiting();
    for (const within of [
      { platformId: 'elsewhere' },
      { platformId: 'p', deploymentId: 'other' },
    ]) {
      await expect(approvals.approve(within, rule.id, 'x')).rejects.toMatchObject({ status: 404 });
      await expect(approvals.sendBack(within, rule.id, 'No.', 'x')).rejects.toMatchObject({
        status: 404,
      });
    }
    expect(await now(rule)).toEqual(rule);
  });
});
