/**
 * Builds what `npm start` runs: the server as dist/, the verifier and the fonts of pages into public/. At run time it needs
 * views/, public/, config/ and docs/ beside it, and of packages the native ones alone (`npm ci --omit=dev`). Types are `npm run check`'s work.
 */
import { rmSync } from 'node:fs';
import { copyFiles } from './build/files.mjs';
import { keepCode } from './build/keep-code.mjs';
import { writeLicences } from './build/licences.mjs';
import { buildFonts } from './build/page-fonts.mjs';
import { buildServer } from './build/server.mjs';

rmSync('dist', { recursive: true, force: true });
writeLicences(await buildServer(), 'dist');
copyFiles('dist');
await import('./build/verify.mjs');
await buildFonts('public/fonts');
await keepCode('dist/main.js');
