import { describe, expect, it } from 'vitest';
import { createTestClock } from '../../base/index.js';
import { createLimitLogins } from './limit-logins.js';

const platform = { id: 'lms' };
const often = (times: number, begin: () => void) => {
  for (let time = 0; time < times; time += 1) begin();
};

describe('logins that are begun', () => {
  it('are bounded for one who is named in one network', () => {
    const limit = createLimitLogins(createTestClock(new Date()));
    const begin = () => limit({ platform, loginHint: 'ada', address: '2001:db8::1' });
    often(60, begin);
    expect(begin).toThrow(expect.objectContaining({ code: 'too_many_launches', status: 429 }));
    // An address in the same /64, which is one network.
    const near = () => limit({ platform, loginHint: 'ada', address: '2001:db8::ffff' });
    expect(near).toThrow(expect.objectContaining({ code: 'too_many_launches' }));
  });

  it('in somebody’s name elsewhere keep nobody out', () => {
    const limit = createLimitLogins(createTestClock(new Date()));
    for (const address of ['203.0.113.1', '203.0.113.2', '203.0.113.3'])
      often(60, () => limit({ platform, loginHint: 'ada', address }));
    expect(() => limit({ platform, loginHint: 'ada', address: '192.0.2.1' })).not.toThrow();
  });
});
