/**
 * Builds the fonts of pages: Noto Sans, Noto Serif and Noto Sans Arabic as WOFF2, cut by script, in public/fonts/ with the
 * stylesheet that names them. A browser fetches those of the scripts on its page alone. What is there already is left.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const { resolve } = createRequire(import.meta.url);

/** Unicode's blocks and signs of a script, as browsers are told them (CSS Fonts 4, `unicode-range`). No two overlap. */
const RANGES = {
  latin:
    'U+0-FF, U+131, U+152-153, U+2BB-2BC, U+2C6, U+2DA, U+2DC, U+300-304, U+308-309, U+2000-200B, U+200F-206F, U+20AC, U+2122, U+2190-2193, U+2212, U+2215, U+FEFF, U+FFFD',
  'latin-ext':
    'U+100-130, U+132-151, U+154-24F, U+305-307, U+30A-331, U+1E00-1EFF, U+20A0-20AB, U+20AD-20B3, U+20B5-20C0',
  greek: 'U+370-3FF, U+1F00-1FFF',
  cyrillic: 'U+400-52F, U+20B4, U+2116',
  arabic: 'U+600-6FF, U+750-77F, U+200C-200E, U+FB50-FDFF, U+FE70-FEFC',
};

const EUROPEAN = ['latin', 'latin-ext', 'greek', 'cyrillic'];

/** The weights of laurel.css that a face serves. Faces of one weight in a family are one to a browser; those of others are not asked. */
const REGULAR = '400 499';
const BOLD = '500 900';
const ALL = '400 900';

/** Each font file, which scripts are cut from it, and the weights that it serves in which family. */
const FACES = [
  { font: 'NotoSans_400Regular', scripts: EUROPEAN, serves: { sans: REGULAR } },
  { font: 'NotoSans_600SemiBold', scripts: EUROPEAN, serves: { sans: BOLD } },
  { font: 'NotoSerif_600SemiBold', scripts: EUROPEAN, serves: { serif: ALL } },
  { font: 'NotoSansArabic_400Regular', scripts: ['arabic'], serves: { sans: REGULAR } },
  { font: 'NotoSansArabic_600SemiBold', scripts: ['arabic'], serves: { sans: BOLD, serif: ALL } },
];

const FAMILIES = { sans: 'Laurel Sans', serif: 'Laurel Serif' };

/** Where a font of Google's collection is, as its package names it. */
function fileOf(font) {
  const [family, weight] = font.split('_');
  const name = family.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
  return resolve(`@expo-google-fonts/${name}/${weight}/${font}.ttf`);
}

/** The characters of a range, as a text. */
function charactersOf(range) {
  let text = '';
  for (const part of range.split(', ')) {
    const [from, to = from] = part
      .slice(2)
      .split('-')
      .map((hex) => Number.parseInt(hex, 16));
    for (let code = from; code <= to; code++) text += String.fromCodePoint(code);
  }
  return text;
}

/** A script of a font, without hints: screens of today need none. */
async function cutFont(font, script) {
  const { default: subsetFont } = await import('subset-font');
  const text = charactersOf(RANGES[script]);
  return subsetFont(readFileSync(fileOf(font)), text, { targetFormat: 'woff2', noHinting: true });
}

const faceCss = (family, weights, file, range) =>
  `@font-face{font-family:'${FAMILIES[family]}';font-style:normal;font-weight:${weights};font-display:swap;` +
  `src:url('${file}') format('woff2');unicode-range:${range}}\n`;

/** A file's name says its content, so that it may be kept for good. */
const nameOf = (font, script, bytes) =>
  `${font.split('_')[0]}-${/\d+/.exec(font)?.[0]}-${script}.${createHash('sha256').update(bytes).digest('base64url').slice(0, 10)}.woff2`;

/** What the fonts are built from: this file, and the files that they are cut from. */
function sourcesDigest() {
  const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
  for (const { font } of FACES) hash.update(readFileSync(fileOf(font)));
  return hash.digest('base64url');
}

/** Builds what is missing or out of date; repeating it changes nothing. */
export async function buildFonts(folder) {
  const stamp = path.join(folder, 'sources.txt');
  const digest = sourcesDigest();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let css = '';
  for (const { font, scripts, serves } of FACES) {
    for (const script of scripts) {
      const bytes = await cutFont(font, script);
      const name = nameOf(font, script, bytes);
      writeFileSync(path.join(folder, name), bytes);
      for (const [family, weights] of Object.entries(serves))
        css += faceCss(family, weights, name, RANGES[script]);
    }
    const licence = path.join(path.dirname(fileOf(font)), '..', 'LICENSE_FONT');
    copyFileSync(licence, path.join(folder, `${font.split('_')[0]}.LICENSE.txt`));
  }
  writeFileSync(path.join(folder, 'fonts.css'), css);
  // Last: a build that was broken off is done again.
  writeFileSync(stamp, digest);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await buildFonts(
    process.argv[2] ?? fileURLToPath(new URL('../../public/fonts', import.meta.url)),
  );
