import { readFile } from 'node:fs/promises';
import type { Clock, Settings } from '../base/index.js';
import type { Connection } from '../store/index.js';
import { BackupRefused } from './backup-refused.js';
import { restoreBackup } from './restore.js';
import { writeBackup } from './write-backup.js';

/** What {@link backupCommand} works with. */
export interface BackupCommandDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly settings: Pick<Settings, 'publicUrl'>;
  readonly masterKeys: readonly Uint8Array[];
  readonly version: string;
  readonly env: NodeJS.ProcessEnv;
  readonly print: (line: string) => void;
}

/** Words of the command line. */
interface Asked {
  readonly file: string;
  readonly isStopped: boolean;
  readonly passphraseFile: string | undefined;
}

const SHORTEST = 12;

function readArgs(args: readonly string[]): Asked | null {
  const files: string[] = [];
  let passphraseFile: string | undefined;
  let isStopped = false;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--stopped') isStopped = true;
    else if (arg === '--passphrase-file') passphraseFile = args[(at += 1)];
    else if (arg.startsWith('-')) return null;
    else files.push(arg);
  }
  const [file] = files;
  return file === undefined || files.length > 1 ? null : { file, isStopped, passphraseFile };
}

/** A passphrase is never an argument: whoever lists the machine's processes would read it. */
async function readPassphrase(
  { passphraseFile }: Asked,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const text =
    passphraseFile === undefined
      ? env['BACKUP_PASSPHRASE']
      : (await readFile(passphraseFile, 'utf8')).replace(/\r?\n$/, '');
  if (passphraseFile === undefined && (text === undefined || text === '')) return undefined;
  if ((text ?? '').length >= SHORTEST) return text;
  throw new BackupRefused(
    'needs_passphrase',
    `The passphrase is shorter than ${SHORTEST} characters.`,
  );
}

/**
 * `npm run store -- backup FILE | restore FILE`: the whole store as one file, and back, on either engine.
 * @returns false for words that mean nothing
 * @throws BackupRefused with what is wrong, before anything is written
 */
export async function backupCommand(
  [verb, ...args]: readonly string[],
  deps: BackupCommandDeps,
): Promise<boolean> {
  const { print } = deps;
  const asked = readArgs(args);
  if (asked === null) return false;
  const { file, isStopped } = asked;
  const passphrase = await readPassphrase(asked, deps.env);
  if (verb === 'backup') {
    const onProgress = (name: string, count: number) => print(`  ${name}: ${count}`);
    const options = { file, isStopped, version: deps.version };
    const written = await writeBackup(
      { ...deps, onProgress },
      passphrase === undefined ? options : { ...options, passphrase },
    );
    const documents = written.collections.reduce((sum, { count }) => sum + count, 0);
    const how = written.encryption === null ? 'not encrypted' : 'encrypted';
    print(`${documents} documents were written to ${file} (${written.bytes} bytes, ${how}).`);
    print('Keep MASTER_KEY apart from it: the secrets in it open with that key alone.');
    return true;
  }
  if (verb !== 'restore') return false;
  const onProgress = (name: string | null, count: number) =>
    print(name === null ? `The file is whole: ${count} documents.` : `  ${name}: ${count}`);
  const header = await restoreBackup({ ...deps, onProgress }, { file, passphrase });
  print(`The store is as it was at ${header.madeAt}.`);
  if (header.publicUrl !== deps.settings.publicUrl)
    print(`It was written under PUBLIC_URL=${header.publicUrl}; its badges carry that address.`);
  print(
    'Pages, badges and their status are served. No mail, score or badge goes out until you call:',
  );
  print('  npm run store -- release                  what waits is sent');
  print('  npm run store -- release --without-mail   mail that waited in the backup is set aside');
  return true;
}
