import { describe, expect, it } from 'vitest';
import { BADGE_COLUMN_TAG, withoutBadgeColumns } from './badge-column-tag.js';

describe('withoutBadgeColumns', () => {
  it('leaves out the columns that show badges, by their tag alone', () => {
    const items = [
      { tag: BADGE_COLUMN_TAG, label: 'Badge: A' },
      { tag: 'other', label: 'Badge: B' },
      { label: 'Badge: C' },
    ];
    expect(withoutBadgeColumns(items).map(({ label }) => label)).toEqual(['Badge: B', 'Badge: C']);
  });
});
