/**
 * Builds what `npm start` runs: the server into dist/ by tsc, the verifier and the fonts of pages into public/. Nothing else is needed at run
 * time but views/, public/, config/ and docs/instructors.md with its pictures.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { buildFonts } from './build/page-fonts.mjs';

rmSync('dist', { recursive: true, force: true });
const { status } = spawnSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
await import('./build/verify.mjs');
await buildFonts('public/fonts');
