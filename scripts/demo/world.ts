import { rm } from 'node:fs/promises';
import { createLogger, omitUndefined, parseSettings } from '../../src/base/index.js';
import { startLaurel, type RunningLaurel } from '../../src/start.js';
import {
  startCanvasLike,
  startMoodleLike,
  type StartOptions,
  type TestPlatform,
  type Tool,
} from '../../test/support/lms/index.js';
import { findPort, startNear } from './near-port.js';
import { loadSkills } from './load-skills.js';
import { makeTemporaryStore, removeStaleStores } from './temporary-store.js';

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

/** Where the tool listens: outside production it is for this machine alone. */
const TOOL_HOST = 'localhost';
/** A port that was free may be taken a moment later, by another demo that starts just then. */
const TRIES = 5;

/** Starts the tool on a store. @param wished its port; 0 for any, and another where it is not free */
export async function startTool(
  dataDir: string,
  logLevel: string,
  wished: number,
): Promise<RunningLaurel> {
  for (let left = TRIES; ; left -= 1) {
    const port = await findPort(TOOL_HOST, left === TRIES ? wished : 0);
    const publicUrl = `http://${TOOL_HOST}:${port}`;
    // A store that was named for this shell is not the demo's: it always has one of its own.
    const env = {
      PORT: String(port),
      PUBLIC_URL: publicUrl,
      DATA_DIR: dataDir,
      LOG_LEVEL: logLevel,
      ISSUER_NAME: 'Laurel Demo College',
      ISSUER_URL: publicUrl,
      ISSUER_LOGO_URL: `${publicUrl}/public/logo.svg`,
    };
    const settings = parseSettings(env, 'demo');
    try {
      return await startLaurel(settings, { log: createLogger(settings.logLevel) });
    } catch (error) {
      const isTaken = (await findPort(TOOL_HOST, port)) !== port;
      if (!isTaken || left === 0) throw error;
    }
  }
}

/** Makes the tool and a platform known to each other. */
export async function register(
  laurel: RunningLaurel,
  name: DemoPlatform['name'],
  lms: TestPlatform,
): Promise<DemoPlatform> {
  const tool = lms.registerTool({ url: laurel.settings.publicUrl, name: 'Laurel' });
  const { issuer, clientId, authorizationUrl, tokenUrl, jwksUrl } = tool;
  const { id: platformId } = await laurel.lti.platforms.add({
    issuer,
    clientId,
    authorizationUrl,
    tokenUrl,
    jwksUrl,
    name: lms.name,
    family: name,
    deploymentPolicy: 'admit',
    serviceOrigins: [lms.baseUrl],
  });
  return { name, lms, tool, platformId };
}

/**
 * Starts the demo in a fresh temporary store.
 * @param logLevel of the tool
 * @param ports wished for: tool, Moodle-like, Canvas-like; 0 for any. Others are taken where these are not free
 * @param canBind whether this machine has an address. Default: it is tried
 * @param learners of the Moodle-like platform's course. Default: 12
 */
export async function startDemoWorld(
  logLevel: string,
  [toolPort, moodlePort, canvasPort]: readonly [number, number, number],
  { canBind, learners }: Pick<StartOptions, 'canBind' | 'learners'> = {},
): Promise<DemoWorld> {
  await removeStaleStores();
  const dataDir = await makeTemporaryStore();
  const closing: (() => Promise<unknown>)[] = [() => rm(dataDir, { recursive: true, force: true })];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const laurel = await startTool(dataDir, logLevel, toolPort);
    closing.push(() => laurel.close());
    await loadSkills(laurel);
    const moodle = await startNear(
      (port) => startMoodleLike(omitUndefined({ port, learners })),
      moodlePort,
    );
    closing.push(() => moodle.close());
    const canvas = await startNear(
      (port) => startCanvasLike(omitUndefined({ port, canBind })),
      canvasPort,
    );
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
