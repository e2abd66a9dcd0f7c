import { describe, expect, it } from 'vitest';
import { achievementContent } from '../../achievements/index.js';
import { leavesEditions } from './leaves-editions.js';

const edition = { language: 'de', name: 'Netze', description: 'planen', criteria: 'Bestehen.' };
const before = achievementContent.parse({
  name: 'Networks',
  description: 'plan networks',
  criteria: 'Pass.\n\nTwice.',
  editions: [edition],
});

describe('whether a change leaves editions behind', () => {
  it.each([{ name: 'Nets' }, { description: 'plan nets' }, { criteria: 'Pass.' }])(
    'it does by %j',
    (change) => {
      expect(leavesEditions(before, { ...before, ...change })).toBe(true);
    },
  );

  it('it does not where only other things, or ends of lines, are others', () => {
    const change = { tags: ['nets'], criteria: 'Pass.\r\n\r\nTwice. ' };
    expect(leavesEditions(before, { ...before, ...change })).toBe(false);
  });

  it('it does not where there are none, nor where there was nothing before', () => {
    expect(leavesEditions(before, { ...before, editions: [], name: 'Nets' })).toBe(false);
    expect(leavesEditions(undefined, before)).toBe(false);
  });
});
