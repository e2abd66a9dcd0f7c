import { createHash, randomBytes } from 'node:crypto';
import { Router, type Request } from 'express';
import { z } from 'zod';
import {
  Conflict,
  InvalidInput,
  Unauthenticated,
  type Clock,
  type Outbound,
} from '../../base/index.js';
import type { Lti } from '../../lti/index.js';
import { limitRate } from '../../web/index.js';
import type { CanvasCourseStore } from '../canvas/canvas-course-store.js';
import type { CourseKey } from '../grade.js';
import { checkSignature, WINDOW_SECONDS } from './check-signature.js';
import { createLiveEventKeys } from './live-event-keys.js';
import type { SealedStore } from './sealed-store.js';

export interface HookDeps {
  readonly secrets: SealedStore;
  readonly canvasCourses: CanvasCourseStore;
  readonly lti: Pick<Lti, 'contexts'>;
  readonly outbound: Outbound;
  readonly clock: Clock;
  /** A course to look at sooner. */
  readonly hint: (course: CourseKey) => Promise<void>;
}

/** Where hosted Canvas publishes the keys of its Live Events. */
export const LIVE_EVENT_KEYS = 'https://8axpcl50e4.execute-api.us-east-1.amazonaws.com/main/jwks';

const moodleHook = (platformId: string) => `hook:moodle:${platformId}`;
const canvasHook = (platformId: string) => `hook:canvas:${platformId}`;

/** The secret of Moodle's webhook, made anew: the old one stops at once. */
export async function makeMoodleSecret(secrets: SealedStore, platformId: string): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  await secrets.save(moodleHook(platformId), { secret });
  return secret;
}

export async function openCanvasHook(
  secrets: SealedStore,
  platformId: string,
  jwksUrl: string,
): Promise<void> {
  await secrets.save(canvasHook(platformId), {}, { jwksUrl });
}

/** Whether hints are taken from a platform. */
export async function isHooked(secrets: SealedStore, platformId: string): Promise<boolean> {
  const found = [moodleHook(platformId), canvasHook(platformId)].map((key) => secrets.find(key));
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

const keyOf = ({ platformId, deploymentId, contextId }: CourseKey): CourseKey => ({
  ...{ platformId, deploymentId, contextId },
});

const refused = () =>
  new Unauthenticated('hook_refused', 'This message is not signed as it has to be.');

const bytesOf = (req: Request): Buffer => (Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0));

/** Canvas may name a course by its global id, which holds the local one in its last thirteen digits. */
export const localId = (id: string): string => (BigInt(id) % 10_000_000_000_000n).toString();

/** Hints of platforms. They name a course to look at sooner; nothing of what they say of a grade is read. */
export function createHookRoutes(deps: HookDeps): Router {
  const { secrets, clock } = deps;
  const readEvent = createLiveEventKeys(deps);
  const routes = Router();
  routes.use('/hooks', limitRate({ clock, limit: 1_200, windowMs: 60_000 }));

  /** A message counts once: its signature is kept for as long as it would hold. */
  async function refuseReplay(signature: string, keepMs: number): Promise<void> {
    const id = createHash('sha256').update(signature).digest('base64url');
    const until = new Date(clock.now().getTime() + keepMs);
    if (await secrets.once(`hook-seen:${id}`, until)) return;
    throw new Conflict('hook_repeated', 'This message was taken before.');
  }

  routes.post('/hooks/moodle/:platformId', async (req, res) => {
    const { platformId } = req.params;
    const kept = await secrets.find(moodleHook(platformId));
    const secret = kept?.secret['secret'];
    const body = bytesOf(req);
    const signature =
      secret === undefined
        ? null
        : checkSignature(req.get('x-signature'), body, { secret, now: clock.now() });
    if (signature === null) throw refused();
    const event = moodleSchema.safeParse(parseJson(body));
    if (!event.success) throw new InvalidInput('hook_unreadable', 'This is no event of Moodle’s.');
    await refuseReplay(signature.toLowerCase(), 2 * WINDOW_SECONDS * 1000);
    if (event.data.eventname === '\\core\\event\\user_graded') {
      const courses = await deps.lti.contexts.list(platformId);
      const meant = courses.filter(({ contextId }) => contextId === event.data.courseid);
      for (const course of meant) await deps.hint(keyOf(course));
    }
    res.status(202).json({ taken: true });
  });

  routes.post('/hooks/canvas/:platformId', async (req, res) => {
    const { platformId } = req.params;
    const kept = await secrets.find(canvasHook(platformId));
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
      const courses = await deps.canvasCourses.listById(platformId, localId(id));
      for (const course of courses) await deps.hint(keyOf(course));
    }
    res.status(202).json({ taken: true });
  });

  return routes;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
