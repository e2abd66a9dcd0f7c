import { createLaurel, type Laurel } from '../app.js';
import { createLogger, parseSettings, type Settings } from '../base/index.js';
import { terminalLine } from '../credentials/index.js';

/** A command was called wrongly; the message is for the person at the terminal. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/**
 * The settings of a command. Outside production they are the demo's, so that a newcomer's commands need none either.
 */
export function commandSettings(): Settings {
  return parseSettings(
    process.env,
    process.env['NODE_ENV'] === 'production' ? 'production' : 'demo',
  );
}

/** Runs something with every room wired, on the store that the running tool has (or on its own when none runs). */
export async function withLaurel(run: (laurel: Laurel) => Promise<void>): Promise<void> {
  const settings = commandSettings();
  const laurel = await createLaurel(settings, createLogger('warn'));
  try {
    await run(laurel);
  } finally {
    await laurel.work.stop();
    await laurel.close();
  }
}

/** Writes one line to the person at the terminal; names of other people in it cannot steer the terminal. */
export function print(line: string): void {
  process.stdout.write(`${terminalLine(line)}\n`);
}
