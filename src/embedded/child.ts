/**
 * The server as a process of its own: `child <file> <socket>`. It says that it is ready, or why not,
 * in one line of JSON, and ends when its standard input closes, however its parent ended.
 */
import { serveFile } from './serve.js';

process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
const say = (message: object): boolean => process.stdout.write(`${JSON.stringify(message)}\n`);
process.stdout.on('error', () => undefined);

const [file = '', socket = ''] = process.argv.slice(2);
try {
  const server = await serveFile({ file, socket });
  const end = (): void => void server.stop().then(() => process.exit(0));
  process.stdin.on('end', end).on('close', end).on('error', end).resume();
  say({ ready: true });
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
}
