import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { colorSchemeOf } from './color-scheme.js';

const asked = (destination: string | undefined, session: object | null = {}) =>
  colorSchemeOf({ headers: { 'sec-fetch-dest': destination }, session } as unknown as Request);

describe('the colours of a page', () => {
  it.each(['iframe', 'frame'])(
    'are light in a platform’s %s, with a visit and without',
    (where) => {
      expect(asked(where)).toBe('light');
      expect(asked(where, null)).toBe('light');
    },
  );
  it.each(['document', undefined])('are the system’s in a window of its own (%s)', (where) => {
    expect(asked(where)).toBeUndefined();
  });
  it('are the system’s in the frame of a platform that says so', () => {
    expect(asked('iframe', { followsSystem: true })).toBeUndefined();
  });
});
