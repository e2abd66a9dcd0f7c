import { createHash, randomBytes } from 'node:crypto';
import { Router, type Request } from 'express';
import { z } from 'zod';
import {
  Conflict,
  InvalidInput,
  omitUndefined,
  parseJson,
  Unauthenticated,
  type Clock,
  type Outbound,
} from '../../base/index.js';
import type { Lti } from '../../lti/index.js';
import { limitRate, readBytes, type RouteBody } from '../../web/index.js';
import type { CanvasCourseStore } from '../canvas/canvas-course-store.js';
import type { CourseKey } from '../grade.js';
import { checkSignature, WINDOW_SECONDS } from './check-signature.js';
import { createLiveEventKeys } from './live-event-keys.js';
import type { ConnectDeps } from './connect-deps.js';
import type { KeyOf, Seated } from '../seats.js';
import type { Kept, SealedStore } from '../sealed-store.js';

export interface HookDeps {
  readonly secrets: SealedStore;
  readonly canvasCourses: CanvasCourseStore;
  readonly lti: Pick<Lti, 'contexts'>;
  readonly outbound: Outbound;
  readonly clock: Clock;
  /** Called with a course that is to be checked soon. */
  readonly hint: (course: CourseKey) => Promise<void>;
}

/** The body's limit, in bytes: events are short. A signed body is kept as bytes, since the signature is over these. */
const read = [readBytes(65_536)];

/** The routes whose bodies are read as bytes. */
export const HOOK_BODIES: readonly RouteBody[] = [
  { path: '/hooks/moodle/:platformId', read },
  { path: '/hooks/canvas/:platformId', read },
];

/** The address at which hosted Canvas publishes the keys of its Live Events. */
export const LIVE_EVENT_KEYS = 'https://8axpcl50e4.execute-api.us-east-1.amazonaws.com/main/jwks';

/**
 * @returns the key under which a hook is kept. The hook is also the last part of its address: a platform's id, or
 *   `<platform>.<digest of the deployment>`
 */
export const moodleHook: KeyOf = (hook) => `hook:moodle:${hook}`;
export const canvasHook: KeyOf = (hook) => `hook:canvas:${hook}`;

/** The only deployment whose courses a hook's events may name; absent: all of the platform. */
const ownerSchema = z.object({ deploymentId: z.string().optional() });

type HookPlaces = Pick<ConnectDeps, 'secrets' | 'seats'>;

const ownHook = ({ platformId, deploymentId = '' }: Seated): string =>
  `${platformId}.${createHash('sha256').update(deploymentId).digest('base64url').slice(0, 16)}`;

/** @returns whose hook is at a platform's own address; null where there is none */
async function findShared(secrets: SealedStore, platformId: string): Promise<Seated | null> {
  const kept =
    (await secrets.find(moodleHook(platformId))) ?? (await secrets.find(canvasHook(platformId)));
  return kept && ownerOf(kept, platformId);
}

/** @returns where a deployment's administrator opens a hook: at the platform's own address as long as that is free */
async function placeOf({ secrets, seats }: HookPlaces, of: Seated): Promise<string> {
  const { platformId, deploymentId } = of;
  if ((await seats.seatToKeep(of)) === platformId || (await seats.isWhole(platformId)))
    return platformId;
  const shared = await findShared(secrets, platformId);
  return shared?.deploymentId === deploymentId ? platformId : ownHook(of);
}

/** @returns the hook of a deployment: its own, else that of its whole platform where there is one */
export async function hookFor(places: HookPlaces, of: Seated): Promise<string> {
  const own = await placeOf(places, of);
  if (await isHooked(places.secrets, own)) return own;
  const shared = await findShared(places.secrets, of.platformId);
  return shared !== null && shared.deploymentId === undefined ? of.platformId : own;
}

/** Makes a new secret of Moodle's webhook; the old one stops at once. @returns the secret */
export async function makeMoodleSecret(places: HookPlaces, of: Seated): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  const facts = await factsOf(places, of);
  await places.secrets.save(moodleHook(await placeOf(places, of)), { secret }, facts);
  return secret;
}

/** @returns the deployment that a hook is for; nothing where it is for the whole platform */
async function factsOf({ seats }: HookPlaces, of: Seated): Promise<{ deploymentId?: string }> {
  const isWhole = (await seats.seatToKeep(of)) === of.platformId;
  return omitUndefined({ deploymentId: isWhole ? undefined : of.deploymentId });
}

/** Opens the hook of Canvas's Live Events for a deployment, with the address of the keys that sign them. */
export async function openCanvasHook(
  places: HookPlaces,
  of: Seated,
  jwksUrl: string,
): Promise<void> {
  const facts = { jwksUrl, ...(await factsOf(places, of)) };
  await places.secrets.save(canvasHook(await placeOf(places, of)), {}, facts);
}

/** Whether a hook accepts events at an address. */
export async function isHooked(secrets: SealedStore, hook: string): Promise<boolean> {
  const found = [moodleHook(hook), canvasHook(hook)].map((key) => secrets.find(key));
  return (await Promise.all(found)).some((each) => each !== null);
}

const MAX_AGE_MS = 60 * 60_000;
const idText = z.union([z.number().int(), z.string().regex(/^\d{1,30}$/)]).transform(String);
const moodleSchema = z.object({ eventname: z.string(), courseid: idText });
const canvasSchema = z.object({
  metadata: z.object({
    event_name: z.string(),
    event_time: z.coerce.date(),
    context_type: z.string().optional(),
    context_id: idText,
  }),
});

const ownerOf = (kept: Kept | null, hook: string): Seated => {
  const { deploymentId } = ownerSchema.catch({}).parse(kept?.facts);
  return omitUndefined({ platformId: hook.split('.')[0] ?? hook, deploymentId });
};

const isOf =
  ({ deploymentId }: Seated) =>
  (course: CourseKey): boolean =>
    deploymentId === undefined || course.deploymentId === deploymentId;

const keyOf = ({ platformId, deploymentId, contextId }: CourseKey): CourseKey => ({
  platformId,
  deploymentId,
  contextId,
});

const refused = () =>
  new Unauthenticated('hook_refused', 'This message is not signed as it has to be.');

function bytesOf(req: Request): Buffer {
  const body: unknown = req.body;
  return body instanceof Uint8Array ? Buffer.from(body) : Buffer.alloc(0);
}

/** @returns a course's local id: Canvas may send its global id, whose last thirteen digits are the local one */
export const localId = (id: string): string => (BigInt(id) % 10_000_000_000_000n).toString();

/**
 * The routes of platforms' webhooks. An event names a course that is to be checked soon; nothing that it says of a
 * grade is used.
 */
export function createHookRoutes(deps: HookDeps): Router {
  const { secrets, clock } = deps;
  const readEvent = createLiveEventKeys(deps);
  const routes = Router();
  routes.use('/hooks', limitRate({ clock, limit: 1_200, windowMs: 60_000 }));

  /** Accepts a message once: its signature is kept for as long as it would be valid. */
  async function refuseReplay(signature: string, keepMs: number): Promise<void> {
    const id = createHash('sha256').update(signature).digest('base64url');
    const until = new Date(clock.now().getTime() + keepMs);
    if (await secrets.once(`hook-seen:${id}`, until)) return;
    throw new Conflict('hook_repeated', 'This message was taken before.');
  }

  routes.post('/hooks/moodle/:platformId', async (req, res) => {
    const { platformId: hook } = req.params;
    const kept = await secrets.find(moodleHook(hook));
    const secret = kept?.secret['secret'];
    const body = bytesOf(req);
    const signature =
      secret === undefined
        ? null
        : checkSignature(req.get('x-signature'), body, { secret, now: clock.now() });
    if (signature === null) throw refused();
    const event = moodleSchema.safeParse(readEventBody(body));
    if (!event.success) throw new InvalidInput('hook_unreadable', 'This is no event of Moodle’s.');
    await refuseReplay(signature.toLowerCase(), 2 * WINDOW_SECONDS * 1000);
    if (event.data.eventname === '\\core\\event\\user_graded') {
      const owner = ownerOf(kept, hook);
      const courses = await deps.lti.contexts.list(owner.platformId);
      const meant = courses.filter(({ contextId }) => contextId === event.data.courseid);
      for (const course of meant.filter(isOf(owner))) await deps.hint(keyOf(course));
    }
    res.status(202).json({ taken: true });
  });

  routes.post('/hooks/canvas/:platformId', async (req, res) => {
    const { platformId: hook } = req.params;
    const kept = await secrets.find(canvasHook(hook));
    const jwksUrl = kept?.facts['jwksUrl'];
    const jwt = bytesOf(req).toString('utf8').trim();
    const isJwt = /^[\w-]+\.[\w-]+\.[\w-]+$/.test(jwt);
    const claims = typeof jwksUrl === 'string' && isJwt ? await readEvent(jwt, jwksUrl) : null;
    if (claims === null) throw refused();
    const event = canvasSchema.safeParse(claims);
    if (!event.success) throw new InvalidInput('hook_unreadable', 'This is no event of Canvas’s.');
    const { event_name: name, event_time: at, context_id: id } = event.data.metadata;
    if (Math.abs(clock.now().getTime() - at.getTime()) > MAX_AGE_MS) throw refused();
    await refuseReplay(jwt, 2 * MAX_AGE_MS);
    if (name === 'grade_change' || name === 'submission_updated') {
      const owner = ownerOf(kept, hook);
      const courses = await deps.canvasCourses.listById(owner.platformId, localId(id));
      for (const course of courses.filter(isOf(owner))) await deps.hint(keyOf(course));
    }
    res.status(202).json({ taken: true });
  });

  return routes;
}

function readEventBody(body: Buffer): unknown {
  try {
    return parseJson(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
