import { describe, expect, it } from 'vitest';
import { restrictionNotices } from './restriction-notices.js';

const at = new Date('2026-11-21T10:00:00Z');
const codes = (kept: object, learners: number, barred: number, tells = true) =>
  restrictionNotices({ linkId: '7', ...kept }, { learners, barred }, tells).map(({ code }) => code);

describe('restrictionNotices', () => {
  it('doubt an activity that everybody may open and that never kept anybody out', () => {
    expect(codes({}, 12, 0)).toEqual(['nobody_filtered']);
    expect(codes({}, 12, 1)).toEqual([]);
  });

  it('do not doubt it when the last learners pass', () => {
    const seen = (barred: number) => ({ filteredAt: at, barred, learners: 12 });
    expect(codes(seen(1), 12, 0)).toEqual([]);
    expect(codes(seen(3), 12, 0)).toEqual([]);
    expect(codes(seen(2), 2, 0)).toEqual([]);
  });

  it('doubt it when many pass at once: the restriction may be gone', () => {
    expect(codes({ filteredAt: at, barred: 9, learners: 12 }, 12, 0)).toEqual([
      'restriction_lifted',
    ]);
  });

  it('believe an instructor who says that all have passed', () => {
    expect(codes({ confirmedAt: at }, 12, 0)).toEqual([]);
    expect(codes({ filteredAt: at, barred: 9, confirmedAt: at }, 12, 0)).toEqual([]);
  });

  it('say that non-editing teachers would pass, where nothing tells them from learners', () => {
    expect(codes({}, 12, 3, false)).toEqual(['restricted_teachers']);
  });
});
