import { describe, expect, it } from 'vitest';
import { PLAIN_BRAND } from '../issuer/brand.js';
import { previewOf } from './preview-certificate.js';

describe('the example of a certificate', () => {
  it('names the issuer as the certificates themselves do, with the domain that its signature proves', () => {
    const { content } = previewOf(
      {
        brand: PLAIN_BRAND,
        logoId: undefined,
        issuer: { id: 'did:web:badges.example.edu:issuers:abc', name: 'Example University' },
        words: { t: (key: string) => key, code: 'en', dir: 'ltr' },
        now: new Date('2026-05-04T09:00:00Z'),
      },
      PLAIN_BRAND,
      'https://badges.example.edu',
    );
    expect(content.issuer).toBe('Example University (badges.example.edu/issuers/abc)');
  });
});
