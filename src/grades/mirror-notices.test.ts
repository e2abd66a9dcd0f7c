import { describe, expect, it } from 'vitest';
import type { Grade } from './grade.js';
import { mirrorNotices } from './mirror-notices.js';
import type { Mirror } from './mirror.js';

const now = new Date('2026-11-21T10:00:00Z');
const mirror: Mirror = {
  id: 'm',
  tenant: { platformId: 'p', deploymentId: 'd', contextId: 'c' },
  lineItemId: 'https://lms.example/1',
  activity: 'Quiz 1',
  maximum: '200',
  confirmedMaximum: '20',
  firstValueAt: now,
  notices: [],
};
const grade = (userId: string, score: string): Grade => ({
  userId,
  score,
  state: 'graded',
  maximum: '20',
  gradedAt: now,
});
const reading = { now, maximum: '200', grades: [grade('1', '14')], told: null };
const codes = (told: { title: string; maximum: string | null }[] | null, of = mirror) =>
  mirrorNotices(of, { ...reading, told }).map((each) => each.code);

describe('mirrorNotices', () => {
  it('believes the web service more than the confirmation, where there is one', () => {
    expect(codes(null)).toEqual([]);
    expect(codes([{ title: 'quiz 1 ', maximum: '20.00' }])).toEqual([]);
    expect(codes([{ title: 'Quiz 1', maximum: '40' }])).toEqual(['mirror_maximum_changed']);
  });

  it('notices that the activity is gone, where another way of reading tells', () => {
    expect(codes([{ title: 'Quiz 2', maximum: '20' }])).toEqual(['mirror_source_gone']);
    expect(codes([])).toEqual([]);
  });

  it('never lets an unconfirmed mirror decide, whatever else is known', () => {
    const unconfirmed: Mirror = { ...mirror };
    Reflect.deleteProperty(unconfirmed, 'confirmedMaximum');
    expect(codes([{ title: 'Quiz 1', maximum: '20' }], unconfirmed)).toEqual([
      'mirror_unconfirmed',
    ]);
  });

  it('blocks on one value above the confirmed maximum, in a reading of one learner too', () => {
    const above = { ...reading, grades: [grade('1', '20.5')] };
    expect(mirrorNotices(mirror, above)).toMatchObject([{ code: 'mirror_above', blocks: true }]);
    expect(mirrorNotices(mirror, { ...above, grades: [grade('1', '20')] })).toEqual([]);
    const told = [{ title: 'Quiz 1', maximum: '20' }];
    expect(mirrorNotices(mirror, { ...above, told })).toEqual([]);
  });

  it('decides nothing on full marks of a column without headroom: they may be cut off', () => {
    const legacy: Mirror = { ...mirror, maximum: '20' };
    const full = { ...reading, maximum: '20', grades: [grade('1', '20'), grade('2', '19')] };
    expect(mirrorNotices(legacy, full)).toMatchObject([
      { code: 'mirror_at_clip', blocks: false, values: { count: 1 } },
    ]);
    const told = [{ title: 'Quiz 1', maximum: '20' }];
    expect(mirrorNotices(legacy, { ...full, told })).toEqual([]);
  });
});
