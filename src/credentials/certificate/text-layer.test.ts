import { execFileSync, spawnSync } from 'node:child_process';
import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { facesOf, hanStyleOf, listUncovered, SANS } from '../../typesetting/index.js';
import { drawSheet } from './draw-certificate.js';
import { PLAIN_BRAND } from '../issuer/brand.js';
import type { Sheet } from './sheet.js';

/** A name, and words of the same language to stand around it. */
const CORPUS: readonly (readonly [script: string, name: string, words: string])[] = [
  ['Vietnamese', 'Nguyễn Thị Hồng Nhung', 'Cơ bản về mạng máy tính'],
  ['Polish', 'Zażółć Gęślą-Jaźń', 'Podstawy sieci'],
  ['Greek', 'Γιώργος Παπαδόπουλος', 'Βασικές αρχές δικτύων'],
  ['Cyrillic', 'Юлия Щёголева', 'Основы сетей'],
  ['Thai', 'สมชาย ใจดี', 'พื้นฐานเครือข่ายคอมพิวเตอร์'],
  ['Bengali', 'মোহাম্মদ রহিম উদ্দিন', 'নেটওয়ার্কিং এর মৌলিক বিষয়'],
  ['Tamil', 'முருகன் சுப்பிரமணியன்', 'வலையமைப்பு அடிப்படைகள்'],
  ['Georgian', 'გიორგი მაისურაძე', 'ქსელების საფუძვლები'],
  ['Armenian', 'Արամ Խաչատրյան', 'Ցանցերի հիմունքներ'],
  ['Ethiopic', 'አበበ ቢቂላ', 'የአውታረ መረብ መሠረታዊ ነገሮች'],
  ['Devanagari', 'श्रीमती लक्ष्मी हिन्दी', 'नेटवर्किंग की मूल बातें'],
  ['Telugu', 'వెంకటేశ్వర్లు', 'నెట్‌వర్కింగ్'],
  ['Burmese', 'အောင်ဆန်းစုကြည်', 'ကွန်ရက် အခြေခံ'],
  ['Khmer', 'សុខ សុភា', 'មូលដ្ឋានបណ្តាញ'],
  ['Hebrew', 'דוד לוי', 'יסודות רשתות'],
  ['pointed Hebrew', 'שָׁלוֹם בֶּן־דָּוִד', 'יְרוּשָׁלַיִם'],
  ['Arabic', 'لؤيّ السلامة', 'أساسيات الشبكات لا إله آلاء'],
  ['Persian', 'محمدرضا پژوهش', 'شبکه‌های رایانه‌ای'],
  ['Chinese', '李明', '网络基础知识'],
  ['Japanese', '山田太郎', 'ネットワークの基礎を理解する'],
  ['Korean', '김민준', '네트워크 기초'],
];

const art = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>';
const png = new Resvg(art).render().asPng();

function sheetOf(name: string, words: string, fact: string): Sheet {
  return {
    content: {
      title: name,
      issuer: words,
      opening: words,
      name,
      verb: words,
      badgeName: words,
      description: words,
      criteriaTitle: words,
      criteria: words,
      facts: [fact],
      withdrawn: undefined,
      check: words,
      url: 'https://badges.example.edu/credentials/AAAAAAAAAAAAAAAAAAAAAA',
    },
    phrases: { qrAlt: 'QR', subject: words, attachment: words, notCovered: '', issuedWith: '' },
    brand: PLAIN_BRAND,
    language: 'und',
    dir: 'ltr',
    awardedDate: '2026-05-04T10:00:00Z',
    art: { png, alt: 'art' },
    json: '{}',
  };
}

const INVISIBLE = /[\u202A-\u202E\u2066-\u2069\u200E\u200F]/g;

/** What poppler's reader of the text layer gives back, without the marks of direction that it adds. */
async function readBack(name: string, words: string, fact = words): Promise<string> {
  const input = await drawSheet(sheetOf(name, words, fact));
  const text = execFileSync('pdftotext', ['-enc', 'UTF-8', '-', '-'], { input, encoding: 'utf8' });
  return text.normalize('NFC').replace(INVISIBLE, '').replace(/\s+/g, ' ');
}

const hasReader = spawnSync('pdftotext', ['-v']).status === 0;
const isCovered = (text: string): boolean =>
  listUncovered(text, facesOf({ ...SANS, han: hanStyleOf(text) })).length === 0;

describe('the text layer of a certificate, as pdftotext (poppler-utils) reads it', () => {
  for (const [script, name, words] of CORPUS) {
    const canRun = hasReader && isCovered(name + words);
    it.skipIf(!canRun)(`gives a ${script} name and its words back, marks included`, async () => {
      const text = await readBack(name, words);
      expect(text).toContain(name.normalize('NFC'));
      expect(text).toContain(words.normalize('NFC'));
    });
  }

  it.skipIf(!hasReader)('gives Arabic digits back in their order', async () => {
    expect(await readBack('Ali', 'Networks', '٢٠٢٦')).toContain('٢٠٢٦');
    expect(await readBack('محمد', 'شبكات', '٤ مايو ٢٠٢٦')).toContain('٢٠٢٦');
    expect(await readBack('محمدرضا', 'شبکه', '۱۴۰۵')).toContain('۱۴۰۵');
  });
});
