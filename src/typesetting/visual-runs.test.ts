import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { facesOf, SANS } from './faces.js';
import { listUncovered, shapeRun, visualRuns, widthOf } from './visual-runs.js';

/** Those that every installation has. */
const faces = facesOf(SANS).filter(({ file }) => file.includes('@expo-google-fonts'));
const textRuns = (line: string) => visualRuns(line, faces).map(({ text }) => text);
const fileOf = (text: string) =>
  visualRuns(text, faces).map(({ face }) => path.basename(face.file).split('_')[0]);

describe('visualRuns', () => {
  it('keeps left-to-right text of a script in one run', () => {
    expect(textRuns('Zażółć gęślą, 12')).toEqual(['Zażółć gęślą, 12']);
  });

  it('cuts where the script changes, for letters are shaped by the rules of theirs', () => {
    const runs = visualRuns('Юлия हिन्दी 2', faces);
    expect(runs.map(({ script }) => script)).toEqual(['Cyrl', 'Deva']);
    expect(runs.map(({ text }) => text)).toEqual(['Юлия ', 'हिन्दी 2']);
  });

  it('puts Latin words to the left of the Hebrew before them (UAX #9, L2)', () => {
    expect(textRuns('דוד Levi')).toEqual(['Levi', 'דוד ']);
  });

  it('leaves Arabic digits in their order, the highest to the left (UAX #9, L2)', () => {
    const [digits] = visualRuns('٢٠٢٦', faces);
    expect(digits).toMatchObject({ text: '٢٠٢٦', direction: 'ltr' });
    const clusters = digits && shapeRun(digits).glyphs.map(({ cluster }) => cluster);
    expect(clusters).toEqual([0, 1, 2, 3]);
    expect(visualRuns('عام ٢٠٢٦', faces).map(({ text }) => text)).toEqual(['٢٠٢٦', 'عام ']);
  });

  it('sets Arabic with joined letters', () => {
    const apart = [...'محمد'].reduce((sum, letter) => sum + widthOf(letter, faces), 0);
    expect(widthOf('محمد', faces)).not.toBeCloseTo(apart, 2);
  });

  it('takes another face where the first lacks a letter, and only there', () => {
    expect(fileOf('Ali علي')).toEqual(['NotoSans', 'NotoSansArabic']);
  });

  it.each([
    ['Thai', 'สมชาย', 'NotoSansThai'],
    ['Bengali', 'রহিম', 'NotoSansBengali'],
    ['Tamil', 'முருகன்', 'NotoSansTamil'],
    ['Georgian', 'გიორგი', 'NotoSansGeorgian'],
    ['Armenian', 'Արամ', 'NotoSansArmenian'],
    ['Ethiopic', 'አበበ', 'NotoSansEthiopic'],
    ['Devanagari', 'लक्ष्मी', 'NotoSans'],
    ['Telugu', 'వెంకట', 'NotoSansTelugu'],
    ['Kannada', 'ಕನ್ನಡ', 'NotoSansKannada'],
    ['Malayalam', 'മലയാളം', 'NotoSansMalayalam'],
    ['Gujarati', 'ગુજરાતી', 'NotoSansGujarati'],
    ['Gurmukhi', 'ਗੁਰਮੁਖੀ', 'NotoSansGurmukhi'],
    ['Oriya', 'ଓଡ଼ିଆ', 'NotoSansOriya'],
    ['Sinhala', 'සිංහල', 'NotoSansSinhala'],
    ['Khmer', 'សុខ', 'NotoSansKhmer'],
    ['Lao', 'ລາວ', 'NotoSansLao'],
    ['Burmese', 'အောင်', 'NotoSansMyanmar'],
    ['Maldivian', 'ދިވެހި', 'NotoSansThaana'],
    ['emoji', '🧑‍🎓', 'NotoEmoji'],
  ])('has a font for %s', (_name, text, font) => {
    expect(listUncovered(text, faces)).toEqual([]);
    expect(fileOf(text)).toEqual([font]);
    const glyphs = visualRuns(text, faces).flatMap((run) => shapeRun(run).glyphs);
    expect(glyphs.every(({ id }) => id !== 0)).toBe(true);
  });
});

describe('listUncovered', () => {
  it('names what no font has, and nothing else', () => {
    expect(listUncovered('Li 李明 Żółć محمد דוד 李', faces)).toEqual(['李', '明']);
  });

  it('takes a letter in parts for the same letter whole (UAX #15)', () => {
    expect(listUncovered('Z\u0307o\u0301\u0142c\u0301', faces)).toEqual([]);
  });
});
