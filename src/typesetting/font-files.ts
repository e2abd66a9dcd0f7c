import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtFile, lazy } from '../base/index.js';
import { readFontFolder, type FontFolder } from './font-folder.js';

export const WEIGHTS = ['regular', 'bold'] as const;
export type Weight = (typeof WEIGHTS)[number];
export type Family = 'sans' | 'serif';

/** Whose forms of Han characters come first: simplified, traditional, Japanese, Korean. */
export const HAN_STYLES = ['sc', 'tc', 'jp', 'kr'] as const;
export type HanStyle = (typeof HAN_STYLES)[number];

const { resolve } = createRequire(import.meta.url);
const FOLDERS: Record<Weight, string> = { regular: '400Regular', bold: '700Bold' };

/** A font of Google's collection, as the build copied it or its package names it; null where this package was left out. */
function bundled(family: string, weight: Weight): string | null {
  const built = builtFile(`fonts/${family}_${FOLDERS[weight]}.ttf`);
  if (built !== null) return built;
  const folder = `${family.replace(/(?<=[a-z])(?=[A-Z0-9])/g, '-').toLowerCase()}/${FOLDERS[weight]}`;
  try {
    return resolve(`@expo-google-fonts/${folder}/${family}_${FOLDERS[weight]}.ttf`);
  } catch {
    return null;
  }
}

/**
 * What Noto Sans (Latin, Greek, Cyrillic, Devanagari) lacks, a font a script. Symbols come after letters, for they have
 * digits and letters of their own kind.
 */
const SCRIPTS = [
  ...['NotoSansHebrew', 'NotoSansArabic', 'NotoSansArmenian', 'NotoSansGeorgian'],
  ...['NotoSansEthiopic', 'NotoSansThaana', 'NotoSansBengali', 'NotoSansGurmukhi'],
  ...['NotoSansGujarati', 'NotoSansOriya', 'NotoSansTamil', 'NotoSansTelugu', 'NotoSansKannada'],
  ...['NotoSansMalayalam', 'NotoSansSinhala', 'NotoSansThai', 'NotoSansLao', 'NotoSansMyanmar'],
  ...['NotoSansKhmer', 'NotoSansSymbols'],
];

/** The same in every weight, last of all. */
const SIGNS = ['NotoEmoji'];

const isFile = (file: string | null): file is string => file !== null && existsSync(file);

/** Fonts for a family and a weight that come with this program, dearest first. */
export function bundledFiles(family: Family, weight: Weight): string[] {
  const first = family === 'serif' ? ['NotoSerif', 'NotoSans'] : ['NotoSans'];
  const files = [...first, ...SCRIPTS].map((name) => bundled(name, weight));
  const signs = SIGNS.map((name) => bundled(name, weight));
  return [...files, bundled('NotoSansSymbols2', 'regular'), ...signs].filter(isFile);
}

/** Where `npm run fonts:cjk` puts fonts for Chinese, Japanese and Korean. */
export const CJK_FOLDER = fileURLToPath(new URL('../../fonts/cjk/files', import.meta.url));

const HAN_NAMES: Record<HanStyle, string> = {
  sc: 'NotoSansSC',
  tc: 'NotoSansTC',
  jp: 'NotoSansJP',
  kr: 'NotoSansKR',
};

/** Fonts for Han characters, kana and Hangul; none where they were not added. */
export const hanFile = (style: HanStyle, weight: Weight): string | null => {
  const file = path.join(CJK_FOLDER, `${HAN_NAMES[style]}_${FOLDERS[weight]}.ttf`);
  return isFile(file) ? file : null;
};

/** Fonts in the operator's folder (FONT_DIR), by name, and what cannot be used of it. Read once: a change is seen at the next start. */
export const operatorFolder = lazy((): FontFolder => {
  const folder = process.env['FONT_DIR'] ?? '';
  return folder === '' ? { files: [], problems: [] } : readFontFolder(folder);
});
