import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSealer } from './seal.js';

const [first, second] = [randomBytes(32), randomBytes(32)];

describe('createSealer', () => {
  it('opens what it sealed for the same purpose, and nothing for another', () => {
    const sealer = createSealer([first]);
    const sealed = sealer.seal('a secret', 'issuer key');
    expect(sealer.open(sealed, 'issuer key').toString()).toBe('a secret');
    expect(() => sealer.open(sealed, 'token')).toThrowError(/cannot be read/);
  });

  it('reads with any of its keys and writes with the first', () => {
    const old = createSealer([first]).seal('kept', 'p');
    const both = createSealer([second, first]);
    expect(both.open(old, 'p').toString()).toBe('kept');
    expect(both.isCurrent(old)).toBe(false);
    expect(both.isCurrent(both.seal('new', 'p'))).toBe(true);
    expect(() => createSealer([second]).open(old, 'p')).toThrowError(/cannot be read/);
  });

  it('refuses a value in which one character was changed', () => {
    const sealer = createSealer([first]);
    const sealed = sealer.seal('a secret', 'p');
    for (const at of [0, 5, 20, sealed.length - 3]) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
      expect(() => sealer.open(changed, 'p')).toThrowError(/cannot be read/);
    }
  });

  it('seals the same text differently each time', () => {
    const sealer = createSealer([first]);
    expect(sealer.seal('x', 'p')).not.toBe(sealer.seal('x', 'p'));
  });
});
