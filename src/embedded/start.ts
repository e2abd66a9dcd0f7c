import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveFile } from './serve.js';

export interface EmbeddedMongoOptions {
  /** The SQLite file; made when it is not there. */
  file: string;
  /** Serves from this process instead of a child (tests). */
  inProcess?: boolean;
}

export interface EmbeddedMongo {
  /** A `mongodb://` URL without a database's name. */
  url: string;
  /** Ends the server; what was acknowledged is in the file. */
  stop(): Promise<void>;
}

/** Starts a server over a file and answers when it can be connected to. */
export async function startEmbeddedMongo({
  file,
  inProcess = false,
}: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const directory = mkdtempSync(path.join(tmpdir(), 'laurel-store-'));
  const socket = path.join(directory, 'mongodb.sock');
  const url = `mongodb://${encodeURIComponent(socket)}/`;
  const clean = (): void => rmSync(directory, { recursive: true, force: true });
  try {
    const stop = inProcess ? await serveHere(file, socket) : await serveInChild(file, socket);
    return {
      url,
      stop: async () => {
        await stop();
        clean();
      },
    };
  } catch (error) {
    clean();
    throw error;
  }
}

async function serveHere(file: string, socket: string): Promise<() => Promise<void>> {
  const server = await serveFile({ file, socket });
  return () => server.stop();
}

/** The child's entry and what Node needs to run it: TypeScript's sources go through tsx. */
function childCommand(): string[] {
  const here = fileURLToPath(import.meta.url);
  const entry = path.join(path.dirname(here), `child${path.extname(here)}`);
  return here.endsWith('.ts') ? ['--import', import.meta.resolve('tsx'), entry] : [entry];
}

async function serveInChild(file: string, socket: string): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [...childCommand(), file, socket], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.stdin.on('error', () => undefined);
  const line = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.trim());
    });
    child.once('error', reject);
    void ended.then((code) =>
      reject(new Error(`The embedded store ended with code ${code} before it was ready`)),
    );
  });
  const message = JSON.parse(line) as { ready?: true; error?: string };
  if (message.error) throw new Error(message.error);
  return async () => {
    child.stdin.end();
    await ended;
  };
}
