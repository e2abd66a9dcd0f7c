import { describe, expect, it } from 'vitest';
import { DESIGNS, ORIENTATIONS, PAPERS, PLAIN_BRAND } from '../issuer/brand.js';
import { visualRuns } from '../../typesetting/index.js';
import { layOut } from './lay-out.js';
import type { Page, TextItem } from './page-items.js';
import { isOutside } from './placing.js';
import type { Sheet } from './sheet.js';
import { SMALLEST_FINE, SMALLEST_TEXT } from './type-styles.js';

const png = new Uint8Array();

interface Texts {
  readonly name: string;
  readonly badge: string;
  readonly criteria: string;
  readonly language?: string;
  readonly dir?: 'ltr' | 'rtl';
  readonly facts?: readonly string[];
  readonly withdrawn?: string;
  readonly issuer?: string;
}

const SHORT: Texts = { name: 'Ada', badge: 'Networks', criteria: 'Score 70 %.' };
const LONG: Texts = {
  name: 'Maria-Magdalena von und zu Schwarzenberg-Hohenstein y García de la Torre',
  badge: 'Donaudampfschifffahrtsgesellschaftskapitänsanwärterprüfung für Fortgeschrittene',
  criteria: 'Hand in the lab report and pass the practical examination. '.repeat(150),
};
const CORPUS: Readonly<Record<string, Texts>> = {
  short: SHORT,
  long: LONG,
  'as much as can be entered': {
    name: 'Maria-Magdalena '.repeat(16).trim(),
    badge: 'Advanced networking and systems '.repeat(4).slice(0, 120).trim(),
    criteria: 'Hand in the lab report. '.repeat(416),
    issuer: `${'University of Applied Sciences and Arts '.repeat(5).trim()} (badges.example.edu)`,
    facts: Array.from(
      { length: 24 },
      (_, index) => `${'Assessment of '.repeat(8)}part ${index}: 82 %`,
    ),
    withdrawn: 'Revoked on 2026-06-01: this badge is no longer valid. '.repeat(20).trim(),
  },
  'one word of 90 letters': { ...SHORT, name: 'W'.repeat(90), badge: 'M'.repeat(90) },
  Arabic: {
    name: 'محمّد بن عليّ الأنصاري',
    badge: 'أساسيات شبكات الحاسوب ٢٠٢٦',
    criteria: 'الحصول على ٧٠٪ على الأقل.',
    language: 'ar',
    dir: 'rtl',
  },
  Thai: { name: 'สมชาย ใจดี', badge: 'พื้นฐานเครือข่ายคอมพิวเตอร์', criteria: 'สอบผ่าน '.repeat(300) },
  Vietnamese: { ...SHORT, name: 'Nguyễn Thị Hồng Nhung', badge: 'Cơ bản về mạng máy tính' },
  Chinese: {
    name: '李明',
    badge: '网络基础知识',
    criteria: '期末考核成绩不低于 70 %。'.repeat(200),
  },
};

const FACTS = ['Awarded on 4 May 2026', 'Final assessment: 82 %, pass mark 70 %'];
const WITHDRAWN = 'Revoked on 2026-06-01: this badge is no longer valid.';

function sheetOf(texts: Texts, brand: Partial<Sheet['brand']>): Sheet {
  const { name, badge, criteria, language = 'en', dir = 'ltr', facts = FACTS } = texts;
  const { issuer = 'Example University of Applied Sciences', withdrawn = WITHDRAWN } = texts;
  return {
    content: {
      title: badge,
      issuer,
      opening: 'This certifies that',
      name,
      verb: 'has earned',
      badgeName: badge,
      description: 'The earner can design, build and repair a small network.',
      criteriaTitle: 'What had to be done',
      criteria,
      facts,
      withdrawn,
      check: 'Check it here:',
      url: 'https://badges.example.edu/credentials/AAAAAAAAAAAAAAAAAAAAAA',
    },
    phrases: {
      qrAlt: 'QR',
      subject: '',
      attachment: '',
      notCovered: 'Missing: \uFFFC',
      issuedWith: 'Issued with Laurel',
    },
    language,
    dir,
    awardedDate: '2026-05-04T10:00:00Z',
    art: { png, alt: 'art' },
    json: '{}',
    brand: {
      ...PLAIN_BRAND,
      hasSeal: true,
      footer: 'Springfield',
      logo: png,
      darkLogo: png,
      signatories: [
        { name: 'Prof. Ingrid Sørensen', office: 'Dean of Computing', picture: png },
        { name: 'Dr Paul Ntuli', office: 'Registrar' },
      ],
      ...brand,
    },
  };
}

const textsOf = ({ items }: Page): TextItem[] => items.filter((item) => item.kind === 'text');
const lettersOf = (text: string) => text.replace(/\s+/g, '');
const saidBy = (pages: readonly Page[]) =>
  lettersOf(
    pages
      .flatMap(textsOf)
      .flatMap(({ lines }) => lines.map(({ text }) => text))
      .join(''),
  );

interface Placed {
  readonly what: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The places of letters, pictures and the code; ornaments may lie behind these. */
const placedOn = ({ items }: Page): Placed[] =>
  items.flatMap((item): Placed[] => {
    if (item.kind === 'ornament') return [];
    if (item.kind !== 'text') {
      const { x, y, width, height } = item;
      const what = item.kind === 'qr' ? 'code' : `picture ${item.alt}`;
      return [{ what, left: x, right: x + width, top: y, bottom: y + height }];
    }
    return item.lines.map(({ text, x, width, baseline }) => ({
      what: text,
      left: x,
      right: x + width,
      top: baseline - item.size * 0.72,
      bottom: baseline + item.size * 0.22,
    }));
  });

function overlapsOn(page: Page): string[] {
  const all = placedOn(page);
  return all.flatMap((one, index) =>
    all
      .slice(index + 1)
      .filter(
        (other) =>
          one.left < other.right - 0.5 &&
          other.left < one.right - 0.5 &&
          one.top < other.bottom - 0.5 &&
          other.top < one.bottom - 0.5,
      )
      .map((other) => `${one.what} / ${other.what}`),
  );
}

const LONG_SIGNATORIES = [
  {
    name: 'Prof. Dr. Dr. h. c. Ingrid Sørensen-Mohammed '.repeat(3).slice(0, 80),
    office: 'Dean of Computing and Engineering '.repeat(5).slice(0, 100),
    picture: png,
  },
  { name: 'Dr Paul Ntuli', office: 'Registrar, Examinations, '.repeat(7).slice(0, 100) },
];

describe('layOut', () => {
  const looks = DESIGNS.flatMap((design) =>
    PAPERS.flatMap((paper) => ORIENTATIONS.map((orientation) => ({ design, paper, orientation }))),
  );

  for (const look of looks)
    it(`puts everything on ${look.paper} in ${look.orientation}, ${look.design}, and cuts nothing`, () => {
      for (const texts of Object.values(CORPUS)) {
        const pages = layOut(sheetOf(texts, look));
        const said = saidBy(pages);
        expect(said).toContain(lettersOf(texts.name));
        expect(said).toContain(lettersOf(texts.badge));
        const wanted = lettersOf(texts.criteria).length;
        expect(said.length).toBeGreaterThan(wanted);
        expect(said).not.toContain('…');
        for (const page of pages) {
          const box = { x: 18, y: 10, width: page.width - 36, height: page.height - 28 };
          expect(page.items.filter((item) => isOutside(item, box))).toEqual([]);
          for (const { size } of textsOf(page)) expect(size).toBeGreaterThanOrEqual(SMALLEST_FINE);
        }
      }
    });

  for (const look of looks)
    it(`lays nothing over anything on ${look.paper} in ${look.orientation}, ${look.design}`, () => {
      for (const texts of Object.values(CORPUS)) {
        const plain = layOut(sheetOf(texts, { ...look, signatories: [], hasSeal: false }));
        const full = layOut(
          sheetOf(texts, {
            ...look,
            signatories: LONG_SIGNATORIES,
            footer: 'Springfield 12345 '.repeat(11),
          }),
        );
        for (const page of [...plain, ...full]) expect(overlapsOn(page)).toEqual([]);
      }
    });

  it('has the size of the paper, in points', () => {
    const sizeOf = (brand: Partial<Sheet['brand']>) => {
      const [page] = layOut(sheetOf(SHORT, brand));
      return [page?.width, page?.height];
    };
    expect(sizeOf({ paper: 'a4', orientation: 'portrait' })).toEqual([595.28, 841.89]);
    expect(sizeOf({ paper: 'letter', orientation: 'landscape' })).toEqual([792, 612]);
  });

  it('goes on on another page with what is long, every letter of it, at 8 points or more', () => {
    const pages = layOut(sheetOf(LONG, {}));
    expect(pages.length).toBeGreaterThan(1);
    const all = pages.flatMap(textsOf).filter(({ tag }) => tag === 'P');
    expect(saidBy(pages).split('examination.').length - 1).toBe(150);
    for (const { size, lines } of all)
      if (lines.some(({ text }) => text.includes('lab report')))
        expect(size).toBeGreaterThanOrEqual(SMALLEST_TEXT);
  });

  it.each(['Q', 'ب'])('sets one word of 10,000 letters, every one of them: %s', (letter) => {
    const pages = layOut(sheetOf({ ...SHORT, criteria: letter.repeat(10_000) }, {}));
    expect(saidBy(pages).split(letter)).toHaveLength(10_001);
  });

  it('reads every line of a paragraph in the paragraph’s direction, also one that begins with a Latin word', () => {
    const criteria = 'استخدام مكتبة pandas في تحليل البيانات، ثم عرض النتائج (Python). '.repeat(60);
    const pages = layOut(sheetOf({ ...CORPUS['Arabic']!, criteria }, {}));
    const items = pages
      .flatMap(textsOf)
      .filter(({ lines }) => lines.some(({ text }) => text.includes('pandas')));
    expect(items.length).toBeGreaterThan(1);
    const beginsLatin = items
      .flatMap(({ lines }) => lines)
      .filter(({ text }) => /^[(a-z]/i.test(text));
    expect(beginsLatin.length).toBeGreaterThan(0);
    expect(new Set(items.map(({ direction }) => direction))).toEqual(new Set(['rtl']));
    for (const { lines, direction, faces } of items)
      for (const { text } of lines.filter((line) => /^pandas .*[\u0600-\u06ff]/.test(line.text)))
        expect(visualRuns(text, faces, direction).at(-1)?.text).toContain('pandas');
  });

  it('names the school larger than what it was made with', () => {
    const [page] = layOut(sheetOf(SHORT, {}));
    const sizeOf = (words: string) =>
      page && textsOf(page).find(({ lines }) => lines[0]?.text.startsWith(words))?.size;
    expect(sizeOf('Example University')).toBeGreaterThan((sizeOf('Issued with Laurel') ?? 0) * 1.5);
  });

  it('stands the badge’s picture on the other side in a language from right to left', () => {
    const xOf = (texts: Texts) =>
      layOut(sheetOf(texts, {}))[0]?.items.flatMap((item) =>
        item.kind === 'picture' && item.alt === 'art' ? [item.x] : [],
      )[0] ?? NaN;
    expect(xOf(SHORT)).toBeLessThan(200);
    expect(xOf({ ...SHORT, language: 'ar', dir: 'rtl' })).toBeGreaterThan(500);
  });
});
