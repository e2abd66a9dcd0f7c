import { describe, expect, it } from 'vitest';
import { nameFromLaunch } from './name-from-launch.js';
import type { Platform } from './platform.js';

const platform = (name: string) =>
  ({
    name,
    issuer: 'https://lms.example',
    authorizationUrl: 'https://sso.lms.example/auth',
  }) as Platform;
const said = (name: string, family = 'moodle') => ({ name, family });

describe('the name of a platform that nobody has named', () => {
  it.each(['lms.example', 'sso.lms.example'])('is what its launches say (%s so far)', (host) => {
    expect(nameFromLaunch(platform(host), said(' Riverside \n School '))).toBe('Riverside School');
  });
  it('is its product and host where launches tell no name', () => {
    expect(nameFromLaunch(platform('lms.example'), said(''))).toBe('moodle (lms.example)');
    expect(nameFromLaunch(platform('lms.example'), said('', ''))).toBeNull();
  });
  it('stays where somebody gave it one, and after it was learned', () => {
    expect(nameFromLaunch(platform('Our Moodle'), said('Riverside'))).toBeNull();
    expect(nameFromLaunch(platform('moodle (lms.example)'), said('Riverside'))).toBeNull();
  });
  it('is cut where it is far too long', () => {
    expect(nameFromLaunch(platform('lms.example'), said('x'.repeat(4000)))).toHaveLength(200);
  });
});
