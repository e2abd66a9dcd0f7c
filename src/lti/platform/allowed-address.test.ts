import { describe, expect, it } from 'vitest';
import { isAllowedAddress } from './allowed-address.js';

const production = {
  mode: 'production',
  allowPrivateHosts: ['moodle.campus', '10.1.2.3'],
} as const;

describe('isAllowedAddress', () => {
  it.each([
    'https://moodle.example.edu/mod/lti/auth.php',
    'https://8.8.8.8/',
    'http://moodle.campus/',
    'https://10.1.2.3/',
  ])('takes %s', (address) => {
    expect(isAllowedAddress(address, production)).toBe(true);
  });

  it.each([
    'http://moodle.example.edu/',
    'https://localhost/',
    'https://app.localhost/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://192.168.1.10/',
    'https://169.254.169.254/latest/meta-data/',
    'https://2130706433/',
    'https://user:word@moodle.example.edu/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'ftp://moodle.example.edu/',
    '',
  ])('refuses %s', (address) => {
    expect(isAllowedAddress(address, production)).toBe(false);
  });

  it('takes this machine itself in the demo alone', () => {
    const demo = { mode: 'demo', allowPrivateHosts: [] } as const;
    expect(isAllowedAddress('http://127.0.0.1:8090/', demo)).toBe(true);
    expect(isAllowedAddress('http://192.168.1.10/', demo)).toBe(false);
  });
});
