import { describe, expect, it } from 'vitest';
import { hostOf, readHost, type HostProblem } from './host-name.js';

const PUBLIC_URL = 'https://badges.example.edu';
const read = (typed: string) => readHost(typed, PUBLIC_URL);

describe('the name of an issuer’s own host', () => {
  it.each([
    ['Badges.School.EDU', 'badges.school.edu'],
    [' https://badges.school.edu/ ', 'badges.school.edu'],
    ['badges.school.edu.', 'badges.school.edu'],
    ['credentials.example.edu', 'credentials.example.edu'],
    ['school.badges.example.edu', 'school.badges.example.edu'],
    ['abzeichen.müller-schule.de', 'abzeichen.xn--mller-schule-dlb.de'],
    ['значки.школа.рф', 'xn--80anehn5d.xn--80atdl2c.xn--p1ai'],
    ['学校.例え.jp', 'xn--48s290a.xn--r8jz45g.jp'],
    ['شهادات.مدرسة.مصر', 'xn--mgbajsx8i.xn--ogblgi1g.xn--wgbh1c'],
  ])('%s is %s', (typed, host) => {
    expect(read(typed)).toMatchObject({ ok: true, host });
  });

  it.each<[string, HostProblem]>([
    ['', 'unreadable'],
    ['-a.example.org', 'unreadable'],
    ['a_b.example.org', 'unreadable'],
    [`${'a'.repeat(64)}.example.org`, 'unreadable'],
    [`${'a.'.repeat(130)}org`, 'unreadable'],
    ['xn--zzzzzz.example.org', 'unreadable'],
    ['badges.school.edu/x', 'address'],
    ['http://badges.school.edu', 'address'],
    ['badges.school.edu:8443', 'address'],
    ['ada@badges.school.edu', 'address'],
    ['badges.school.edu?x', 'address'],
    ['badges%2eschool.edu', 'address'],
    ['192.0.2.1', 'number'],
    ['127.1', 'number'],
    ['0x7f000001', 'number'],
    ['2130706433', 'number'],
    ['[::1]', 'number'],
    ['localhost', 'local'],
    ['school', 'local'],
    ['badges.localhost', 'local'],
    ['badges.school.internal', 'local'],
    ['nas.local', 'local'],
    ['1.0.0.127.in-addr.arpa', 'local'],
    ['badges.example.edu', 'ours'],
    ['BADGES.example.edu.', 'ours'],
    ['www.badges.example.edu', 'ours'],
    // A Cyrillic “а” among Latin letters, and a word that is Cyrillic throughout.
    ['bаdges.school.edu', 'lookalike'],
    ['xn--bdges-3ve.school.edu', 'lookalike'],
    ['аррӏе.com', 'lookalike'],
    // Looks like PUBLIC_URL's own.
    ['badges.examp1e.edu', 'lookalike'],
    ['bädges.example.edu', 'lookalike'],
  ])('%s is refused: %s', (typed, problem) => {
    expect(read(typed)).toEqual({ ok: false, problem });
  });

  it('takes no longer for a very long one', () => {
    expect(read('é.'.repeat(1_000_000))).toMatchObject({ ok: false });
  });
});

it('a request’s host is compared without case, the usual port and the dot at its end', () => {
  expect(hostOf('Badges.School.EDU.:443')).toBe('badges.school.edu');
  expect(hostOf('badges.school.edu')).toBe('badges.school.edu');
  expect(hostOf('badges.school.edu:8443')).toBe('badges.school.edu:8443');
  expect(hostOf(undefined)).toBe('');
});
