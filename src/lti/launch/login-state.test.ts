import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSealer, createTestClock } from '../../base/index.js';
import { createLoginStates, LOGIN_LIFE_MS, STATE_FORM } from './login-state.js';

const clock = createTestClock(new Date('2026-05-04T09:00:00Z'));
const sealer = createSealer([randomBytes(32)]);
const states = createLoginStates({ sealer, clock });

describe('the state of a login', () => {
  it('brings back what its launch must match, and tells nobody', () => {
    const login = states.begin('platform1', 'post_message_forwarding');
    expect(states.open(login.state)).toEqual(login);
    expect(login.expiresAt.getTime()).toBe(clock.now().getTime() + LOGIN_LIFE_MS);
    expect(login.state).toMatch(STATE_FORM);
    for (const part of login.state.split('.'))
      expect(Buffer.from(part, 'base64url').toString('latin1')).not.toContain(login.nonce);
    expect(states.begin('platform1').nonce).not.toBe(login.nonce);
  });

  it('opens neither changed in any part, nor sealed by another, nor for another purpose', () => {
    const { state } = states.begin('platform1');
    const parts = state.split('.');
    for (const at of parts.keys()) {
      const part = parts[at]!;
      const turned = (part.startsWith('A') ? 'B' : 'A') + part.slice(1);
      expect(states.open(parts.with(at, turned).join('.'))).toBeNull();
    }
    const others = createLoginStates({ sealer: createSealer([randomBytes(32)]), clock });
    expect(others.open(state)).toBeNull();
    expect(states.open(sealer.seal('["n","p",1]', 'another purpose'))).toBeNull();
    expect(states.open('a'.repeat(50))).toBeNull();
  });

  it('is short enough for an address and the name of a cookie', () => {
    const longest = states.begin('p'.repeat(22), 'x'.repeat(100));
    expect(longest.state.length).toBeLessThan(350);
  });
});
