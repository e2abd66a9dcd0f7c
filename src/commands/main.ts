import { BackupRefused } from '../backup/index.js';
import { LaurelError, SettingsError } from '../base/index.js';
import { StoreError } from '../embedded/index.js';
import { COMMANDS } from './commands.js';
import { CommandFailed } from './with-laurel.js';

/** `npm run <command> -- …`: one line says what is wrong, exit code 1. */
async function main([name = '', ...args]: string[]): Promise<void> {
  const command = COMMANDS[name];
  if (command === undefined) {
    throw new CommandFailed(
      `There is no such command. There are: ${Object.keys(COMMANDS).join(', ')}.`,
    );
  }
  await command(args);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const words = error instanceof Error ? [error.message] : [String(error)];
  if (error instanceof LaurelError && error.action !== undefined) words.push(error.action);
  process.stderr.write(`${words.join('\n')}\n`);
  const isExpected =
    error instanceof LaurelError ||
    error instanceof SettingsError ||
    error instanceof StoreError ||
    error instanceof BackupRefused ||
    error instanceof CommandFailed;
  if (!isExpected && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  process.exitCode = 1;
}
