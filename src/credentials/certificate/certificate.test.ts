import { inflateSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { readLocales } from '../../web/index.js';
import type { OpenBadgeCredential } from '../credential/open-badge.js';
import { REASONS } from '../credential/reasons.js';
import { buildContent, type CertificateOrder, type Words } from './content.js';
import { drawSheet } from './draw-certificate.js';
import { sheetOf as sheetWith } from './sheet.js';
import { PLAIN_BRAND } from '../issuer/brand.js';
import { plainText } from '../../open-badges/index.js';

const messages = JSON.parse(
  readFileSync(new URL('../../../config/locales/en/certificate.json', import.meta.url), 'utf8'),
) as Record<string, string | { other: string }>;
const words: Words = {
  code: 'en',
  dir: 'ltr',
  t(key, values = {}) {
    const message = messages[key.replace('certificate.', '')] ?? key;
    const text = typeof message === 'string' ? message : message.other;
    return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
  },
};
const art =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8"/></svg>';
const png = new Resvg(art).render().asPng();

function badgeOf(name: string): OpenBadgeCredential {
  return {
    id: 'https://badges.example.edu/credentials/AAAAAAAAAAAAAAAAAAAAAA',
    name: 'Networking Fundamentals',
    issuer: { id: 'did:web:badges.example.edu', type: ['Profile'], name: 'Example University' },
    validFrom: '2026-05-04T10:00:00Z',
    awardedDate: '2026-05-04T10:00:00Z',
    credentialSubject: {
      identifier: [
        { type: 'IdentityObject', hashed: false, identityHash: name, identityType: 'name' },
      ],
      achievement: {
        name: 'Networking Fundamentals',
        description: 'The earner can design small networks.',
        criteria: { narrative: 'Score at least **70 %**.' },
      },
    },
  } as unknown as OpenBadgeCredential;
}

const sheetOf = (order: CertificateOrder, language: Words): ReturnType<typeof sheetWith> =>
  sheetWith(order, language, PLAIN_BRAND);

const orderFor = (name: string, over: Partial<CertificateOrder> = {}): CertificateOrder => {
  const badge = badgeOf(name);
  const picture = { png, alt: 'A black square' };
  return { badge, json: JSON.stringify(badge), art: picture, state: 'valid', ...over };
};

/** The file as text, its compressed streams opened: what a reader of PDF gets to see. */
function openPdf(pdf: Buffer): string {
  const raw = pdf.toString('latin1');
  const streams = [...raw.matchAll(/stream\r?\n([^]*?)\r?\nendstream/g)].map(([, body = '']) => {
    try {
      return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
    } catch {
      return body;
    }
  });
  return [raw, ...streams].join('\n');
}

describe('a certificate', () => {
  it('names the issuer with the domain that its signature stands for', () => {
    const { issuer } = buildContent(orderFor('Ada'), words);
    expect(issuer).toBe('Example University (badges.example.edu)');
    const badge = {
      ...badgeOf('Ada'),
      issuer: { id: 'did:key:z6Mk', name: 'Example\u202e \nUniversity' },
    };
    const other = buildContent(orderFor('Ada', { badge: badge as never }), words);
    expect(other.issuer).toBe('Example University (did:key:z6Mk)');
  });

  it('is tagged, names its language and title, and has its fonts inside (PDF/UA-1, 7.1, 7.2, 7.21)', async () => {
    const text = openPdf(await drawSheet(sheetOf(orderFor('محمد علي'), words)));
    expect(text).toMatch(/\/MarkInfo \d+ 0 R/);
    expect(text).toMatch(/\/Lang \(en\)/);
    expect(text).toContain('/DisplayDocTitle true');
    expect(text).toContain('<pdfuaid:part>1</pdfuaid:part>');
    expect(text).toContain('/S /H1');
    expect(text).toContain('/Alt (A black square)');
    expect(text).toMatch(/\+NotoSansArabic-Bold/);
    expect(text.match(/\/FontFile2/g)?.length).toBe(text.match(/\/Type \/FontDescriptor/g)?.length);
  });

  it('says which characters its fonts lack, and keeps them in the text layer', async () => {
    const text = openPdf(await drawSheet(sheetOf(orderFor('Li \u{16A0}\u{E000}'), words)));
    expect(text).toContain('<16a0>');
    expect(text).toContain('<e000>');
    const covered = openPdf(await drawSheet(sheetOf(orderFor('Li Ming'), words)));
    const structures = (pdf: string) => pdf.match(/\/S \/P\b/g)?.length ?? 0;
    expect(structures(text)).toBe(structures(covered) + 1);
  });

  it('carries the signed credential, unchanged (PDF 2.0, 14.13)', async () => {
    const order = orderFor('Zażółć Gęślą');
    const text = openPdf(await drawSheet(sheetOf(order, words)));
    expect(text).toContain(Buffer.from(order.json).toString('latin1'));
    expect(text).toContain('/AFRelationship /Source');
    expect(text).toContain('/UF (credential.json)');
  });

  it('is the same, byte for byte, when it is made again', async () => {
    const first = await drawSheet(sheetOf(orderFor('Юлия'), words));
    expect(await drawSheet(sheetOf(orderFor('Юлия'), words))).toEqual(first);
  });

  it('of a revoked badge differs from one of a valid badge', () => {
    const revoked = { state: 'revoked', reason: 'By mistake.', changedAt: new Date(0) } as const;
    expect(buildContent(orderFor('Ada', revoked), words).withdrawn).toBe(
      'Revoked on 1970-01-01: this badge is no longer valid. By mistake.',
    );
    expect(buildContent(orderFor('Ada'), words).withdrawn).toBeUndefined();
  });

  it('of a badge that Laurel revoked says why in the reader’s language', () => {
    const fallen = { state: 'revoked', reason: REASONS.belowMark, changedAt: new Date(0) } as const;
    expect(buildContent(orderFor('Ada', fallen), readLocales().choose(['pl'])).withdrawn).toMatch(
      / Ocena jest poniżej progu zaliczenia\.$/,
    );
  });
});

describe('plainText', () => {
  it('takes the marks of Markdown off and leaves the words', () => {
    const markdown =
      '# Task\n\nScore **70 %** in [the _final_](https://x.example).\n\n* `two` tries';
    expect(plainText(markdown)).toBe('Task\nScore 70 % in the final.\n• two tries');
  });

  it('leaves names with underscores and sums alone', () => {
    expect(plainText('file_name_two and 2 * 3 * 4')).toBe('file_name_two and 2 * 3 * 4');
  });
});
