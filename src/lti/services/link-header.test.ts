import { describe, expect, it } from 'vitest';
import { nextLink } from './link-header.js';

const BASE = 'https://lms.example/mod/lti/services.php/2/lineitems?type_id=1';

describe('nextLink (RFC 8288)', () => {
  it.each([
    ['<https://lms.example/x?page=2>; rel="next"', 'https://lms.example/x?page=2'],
    ['<https://lms.example/x?page=2>; rel=next', 'https://lms.example/x?page=2'],
    ['</x?page=2>; rel="next"', 'https://lms.example/x?page=2'],
    [
      '<https://a.example/1>; rel="current",<https://a.example/2>; rel="next",<https://a.example/3>; rel="last"',
      'https://a.example/2',
    ],
    // The header of a real Moodle 4.5, read as UTF-8 and as Latin-1.
    ['<https://a.example/x?a=1&amp;from=1>; rel=“next”', 'https://a.example/x?a=1&from=1'],
    [
      '<https://a.example/x?a=1&amp;from=0>; rel=\u00e2\u0080\u009cfirst\u00e2\u0080\u009d, <https://a.example/x?a=1&amp;from=1>; rel=\u00e2\u0080\u009cnext\u00e2\u0080\u009d',
      'https://a.example/x?a=1&from=1',
    ],
  ])('finds the next page in %s', (header, next) => {
    expect(nextLink(header, BASE)).toBe(next);
  });

  it.each([
    null,
    '',
    '<https://a.example/1>; rel="last"',
    '<https://a.example/next>; rel="prev"',
    '<https://a.example/1>; title="next"; rel="last"',
    '<http://[bad>; rel="next"',
  ])('finds none in %s', (header) => {
    expect(nextLink(header, BASE)).toBeNull();
  });
});
