import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { HEAP_MB } from './budget.js';

const HERE = fileURLToPath(import.meta.url);
const ENTRY = path.join(path.dirname(HERE), `child${path.extname(HERE)}`);

/** TypeScript's sources go through tsx. */
const loader = (): string[] =>
  HERE.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : [];

/** What a program needs to run at all: neither keys nor addresses of ours. */
function environment(): NodeJS.ProcessEnv {
  const { PATH, TMPDIR, TZ, NODE_ENV, SystemRoot, FONT_DIR } = process.env;
  const given = { PATH, TMPDIR, TZ, NODE_ENV, SystemRoot, FONT_DIR };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Begins a worker process. It keeps this process from ending only while it has something to do. */
export function startChild(): ChildProcess {
  const child = fork(ENTRY, [], {
    execArgv: [...loader(), `--max-old-space-size=${HEAP_MB}`],
    env: environment(),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  hold(child, false);
  return child;
}

/** Whether this process waits for the child before it ends. */
export function hold(child: ChildProcess, isHeld: boolean): void {
  if (isHeld) {
    child.ref();
    child.channel?.ref();
  } else {
    child.unref();
    child.channel?.unref();
  }
}
