/** Files of packages that the program reads as they are, with their licences, as dist/built/: the packages themselves are for building alone. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const FONTS = path.resolve('node_modules/@expo-google-fonts');
const WEIGHTS = ['400Regular', '700Bold'];
const { resolve } = createRequire(import.meta.url);

/** Of each font the two weights that pictures and certificates use; the other seven take 60 MB. */
function copyFonts(folder) {
  mkdirSync(folder, { recursive: true });
  for (const family of readdirSync(FONTS)) {
    for (const weight of WEIGHTS)
      for (const file of listFonts(path.join(FONTS, family, weight)))
        copyFileSync(path.join(FONTS, family, weight, file), path.join(folder, file));
    copyFileSync(path.join(FONTS, family, 'LICENSE_FONT'), path.join(folder, `${family}.LICENSE`));
  }
}

/** A family of signs has one weight. */
function listFonts(folder) {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.ttf'));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/** The filled icons alone, a sixth of the set. */
function writeIcons(file) {
  const set = JSON.parse(readFileSync(resolve('@iconify-json/ph/icons.json'), 'utf8'));
  const filled = Object.entries(set.icons).filter(([name]) => name.endsWith('-fill'));
  writeFileSync(file, JSON.stringify({ info: set.info, icons: Object.fromEntries(filled) }));
}

/** Fills the folder `built` of the program. */
export function copyFiles(dist) {
  const folder = path.join(dist, 'built');
  copyFonts(path.join(folder, 'fonts'));
  writeIcons(path.join(folder, 'icons.json'));
  // Beside the code that opens it.
  copyFileSync(resolve('harfbuzzjs/dist/harfbuzz.wasm'), path.join(dist, 'harfbuzz.wasm'));
}
