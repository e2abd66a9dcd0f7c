/** `npm run <command>`: the built command line in production, the sources through tsx elsewhere. */
import { existsSync } from 'node:fs';

const built = new URL('../dist/commands/main.js', import.meta.url);
if (process.env.NODE_ENV === 'production' && existsSync(built)) {
  await import(built.href);
} else {
  const { register } = await import('tsx/esm/api');
  register();
  await import(new URL('../src/commands/main.ts', import.meta.url).href);
}
