/** Builds dist/ for `npm start`: the server by tsc, nothing else is needed at run time but views/, public/ and config/. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
const { status } = spawnSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
