import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

const HERE = fileURLToPath(import.meta.url);
const ENTRY = new URL(`./signing-thread${path.extname(HERE)}`, import.meta.url);

/** A batch is a few megabytes and a compiled shape less than one. */
const HEAP_MB = 192;

/** What a thread runs. TypeScript's sources go through tsx, which in threads has to be asked to. */
function entry(): URL {
  if (!HERE.endsWith('.ts')) return ENTRY;
  const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const program = `import { register } from ${tsx}; register(); await import(${JSON.stringify(ENTRY.href)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(program)}`);
}

/** Begins a thread that signs. It sees nothing of the environment, and does not keep the process from ending. */
export function startThread(): Worker {
  const thread = new Worker(entry(), {
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  thread.unref();
  return thread;
}
