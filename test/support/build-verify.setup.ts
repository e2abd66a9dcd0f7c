import { spawnSync } from 'node:child_process';

/** Before tests that fetch or pack the verifier: it is built from the sources under test. */
export default function setup(): void {
  const { status } = spawnSync(process.execPath, ['scripts/build/verify.mjs'], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('scripts/build/verify.mjs has failed');
}
