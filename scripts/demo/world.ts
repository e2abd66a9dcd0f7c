import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLogger, parseSettings } from '../../src/base/index.js';
import { startLaurel, type RunningLaurel } from '../../src/start.js';
import {
  startCanvasLike,
  startMoodleLike,
  type TestPlatform,
  type Tool,
} from '../../test/lms/index.js';

/** A learning platform of the demo, with the tool registered in it. */
export interface DemoPlatform {
  readonly name: 'moodle' | 'canvas';
  readonly lms: TestPlatform;
  readonly tool: Tool;
  /** How the tool knows it. */
  readonly platformId: string;
}

/** The tool on its embedded store and two learning platforms, all on this machine and all temporary. */
export interface DemoWorld {
  readonly laurel: RunningLaurel;
  readonly platforms: readonly DemoPlatform[];
  close(): Promise<void>;
}

/** The port that was wished for, or any free one when it is taken. */
async function freePort(wish: number): Promise<number> {
  const tryPort = (port: number) =>
    new Promise<number | null>((done) => {
      const server = createServer();
      server.once('error', () => done(null));
      server.listen(port, 'localhost', () => {
        const address = server.address();
        const got = typeof address === 'object' && address !== null ? address.port : port;
        server.close(() => done(got));
      });
    });
  const port = (await tryPort(wish)) ?? (await tryPort(0));
  if (port === null) throw new Error('no free port was found on localhost');
  return port;
}

async function register(
  laurel: RunningLaurel,
  name: DemoPlatform['name'],
  lms: TestPlatform,
): Promise<DemoPlatform> {
  const tool = lms.registerTool({ url: laurel.settings.publicUrl, name: 'Laurel' });
  const { issuer, clientId, authorizationUrl, tokenUrl, jwksUrl } = tool;
  const { id: platformId } = await laurel.lti.platforms.add({
    ...{ issuer, clientId, authorizationUrl, tokenUrl, jwksUrl },
    name: lms.name,
    family: name,
    deploymentPolicy: 'admit',
  });
  return { name, lms, tool, platformId };
}

/**
 * Starts the demo in a fresh temporary store.
 * @param logLevel of the tool
 * @param ports wished for: tool, Moodle-like, Canvas-like; 0 for any
 */
export async function startDemoWorld(
  logLevel: string,
  [toolPort, moodlePort, canvasPort]: readonly [number, number, number],
): Promise<DemoWorld> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'laurel-demo-'));
  const closing: (() => Promise<unknown>)[] = [() => rm(dataDir, { recursive: true, force: true })];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const port = await freePort(toolPort);
    const publicUrl = `http://localhost:${port}`;
    const env = {
      PORT: String(port),
      PUBLIC_URL: publicUrl,
      DATA_DIR: dataDir,
      LOG_LEVEL: logLevel,
      ISSUER_NAME: 'Laurel Demo College',
      ISSUER_URL: publicUrl,
      ISSUER_LOGO_URL: `${publicUrl}/public/logo.svg`,
      // A store that was named for this shell is not the demo's.
      ...(process.env['MONGODB_URL'] === undefined
        ? {}
        : { MONGODB_URL: process.env['MONGODB_URL'] }),
    };
    const settings = parseSettings(env, 'demo');
    const laurel = await startLaurel(settings, { log: createLogger(settings.logLevel) });
    closing.push(() => laurel.close());
    const moodle = await startMoodleLike({ port: await freePort(moodlePort) });
    closing.push(() => moodle.close());
    const canvas = await startCanvasLike({ port: await freePort(canvasPort) });
    closing.push(() => canvas.close());
    return {
      laurel,
      platforms: [
        await register(laurel, 'moodle', moodle),
        await register(laurel, 'canvas', canvas),
      ],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
