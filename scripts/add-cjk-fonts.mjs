/**
 * `npm run fonts:cjk`: puts fonts for Chinese, Japanese and Korean (Noto Sans SC, TC, JP, KR; 59 MB) into fonts/cjk/files,
 * where Laurel finds them when it starts. The packages are those of fonts/cjk/package-lock.json; of their nine weights two
 * are kept, with the licence.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../fonts/cjk', import.meta.url));
const packages = path.join(folder, 'node_modules');
const files = path.join(folder, 'files');

const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
  cwd: folder,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (status !== 0) process.exit(status ?? 1);

mkdirSync(files, { recursive: true });
for (const style of ['SC', 'TC', 'JP', 'KR']) {
  const source = path.join(packages, '@expo-google-fonts', `noto-sans-${style.toLowerCase()}`);
  for (const weight of ['400Regular', '700Bold']) {
    const name = `NotoSans${style}_${weight}.ttf`;
    copyFileSync(path.join(source, weight, name), path.join(files, name));
  }
  copyFileSync(path.join(source, 'LICENSE_FONT'), path.join(files, `NotoSans${style}.LICENSE`));
}
rmSync(packages, { recursive: true, force: true });
console.log(`Fonts for Chinese, Japanese and Korean are in ${files}.`);
