import { describe, expect, it } from 'vitest';
import { omitUndefined } from './omit-undefined.js';

describe('omitUndefined', () => {
  it('leaves out what is undefined and keeps null, false, 0 and empty text', () => {
    const kept = omitUndefined({ a: undefined, b: null, c: false, d: 0, e: '', f: 'x' });
    expect(kept).toStrictEqual({ b: null, c: false, d: 0, e: '', f: 'x' });
  });

  it('leaves the given object as it was', () => {
    const given = { a: 1, b: undefined };
    expect(omitUndefined(given)).toStrictEqual({ a: 1 });
    expect(Object.keys(given)).toEqual(['a', 'b']);
  });

  it('gives no prototype that foreign data names', () => {
    const foreign = JSON.parse('{"a":1,"__proto__":{"isAdmin":true}}') as { a: number };
    expect(omitUndefined({ ...foreign })).toStrictEqual({ a: 1 });
    expect('isAdmin' in omitUndefined(foreign)).toBe(false);
  });
});
