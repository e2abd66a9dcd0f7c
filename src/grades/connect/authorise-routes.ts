import { createHash, randomBytes } from 'node:crypto';
import { Router, type Request } from 'express';
import { z } from 'zod';
import { Conflict, InvalidInput, NotAllowed, omitUndefined } from '../../base/index.js';
import { isAdministrator, tenantOf } from '../../lti/index.js';
import { personIdOf } from '../../people/index.js';
import { hideAddress, requireBound } from '../../web/index.js';
import { courseGrantId, failWith, wholeGrantId } from '../canvas/canvas-connection.js';
import type { ConnectDeps } from './connect-deps.js';

const STATE_MS = 10 * 60_000;

const startSchema = z.object({ whole: z.literal('yes').optional().catch(undefined) });
const backSchema = z.object({ state: z.string().regex(/^[\w-]{43}$/), code: z.string().min(1) });
const deniedSchema = z.object({ error: z.string() });

/** What is kept of a begun authorisation, under the hash of its state. */
const begunSchema = z.object({
  platformId: z.string(),
  deploymentId: z.string(),
  contextId: z.string(),
  grantId: z.string(),
  actor: z.string(),
  session: z.string(),
  canvasUserId: z.string().optional(),
});

const fingerprint = (text: string) => createHash('sha256').update(text).digest('base64url');
const stateId = (state: string) => `canvas-state:${fingerprint(state)}`;
const sessionOf = (req: Request) => (req.session ? fingerprint(req.session.id) : null);

const over = () =>
  new InvalidInput('canvas_state_unknown', 'This authorisation was not begun here, or is over.', {
    status: 400,
    action: 'Go back to your course, open “Where grades come from” and authorise again.',
  });

/**
 * The routes that authorise Canvas's API (RFC 6749, 4.1). Canvas's page cannot be shown in a frame, and a window of its
 * own may not have the frame's cookie. Therefore the state, which can be used once, is bound to the session that began
 * or, without its cookie, to the person: Canvas's token must name the person whom the launch named.
 */
export function createAuthoriseRoutes(deps: ConnectDeps): Router {
  const { web, lti, oauth, canvas, secrets, seats, clock, audit } = deps;
  const routes = Router();

  routes.post('/course/sources/canvas/authorise', async (req, res) => {
    requireBound(req);
    const launch = await lti.requireInstructor(req);
    const course = tenantOf(launch);
    const key = await canvas.findKey(course);
    if (!key) {
      throw new Conflict('canvas_no_key', 'Laurel has no developer key for Canvas’s API.', {
        action: 'An administrator of Canvas enters one first.',
      });
    }
    const known = await canvas.findCourse(course);
    if (known?.apiUrl !== undefined && known.apiUrl !== key.apiUrl) {
      const open = await canvas.open(course);
      if ('code' in open) throw failWith(open);
    }
    const whole = startSchema.parse(req.body ?? {}).whole === 'yes';
    const isWhole = whole && isAdministrator(launch.roles);
    const state = randomBytes(32).toString('base64url');
    const canvasUserId = launch.custom['canvas_user_id'];
    const begun = omitUndefined({
      ...course,
      grantId: isWhole ? wholeGrantId(await seats.seatToKeep(course)) : courseGrantId(course),
      actor: `person:${personIdOf(launch.platformId, launch.user.id)}`,
      session: sessionOf(req) ?? '',
      canvasUserId,
    });
    await secrets.save(stateId(state), {}, begun, new Date(clock.now().getTime() + STATE_MS));
    res.setHeader('Cache-Control', 'no-store');
    web.page(res, 'grades/authorise', {
      title: req.t('grades.authorise.title'),
      url: oauth.authorizationUrl(key, state),
      noindex: true,
    });
  });

  routes.get('/course/sources/canvas/callback', async (req, res) => {
    hideAddress(res);
    if (deniedSchema.safeParse(req.query).success) {
      return web.page(res, 'grades/authorised', {
        title: req.t('grades.authorised.notTitle'),
        noindex: true,
      });
    }
    const back = backSchema.safeParse(req.query);
    const kept = back.success ? await secrets.take(stateId(back.data.state)) : null;
    if (!back.success || !kept) throw over();
    const begun = begunSchema.parse(kept.facts);
    const key = await canvas.findKey(begun);
    if (!key) throw over();
    const grant = await oauth.exchange(key, back.data.code);
    const isSameSession = sessionOf(req) === begun.session;
    const isSamePerson = grant.canvasUserId === begun.canvasUserId;
    if (!isSameSession && !isSamePerson) {
      await oauth.giveBack(key, grant.accessToken);
      throw new NotAllowed(
        'canvas_other_person',
        'Canvas says that somebody else authorised than the one who began.',
        { action: 'Open Laurel from your course as yourself and begin again.' },
      );
    }
    await oauth.keep(begun.grantId, grant);
    const { actor, platformId, deploymentId, contextId } = begun;
    await audit.record({
      actor,
      action: 'canvas.authorised',
      subject: `platform:${platformId}`,
      platformId,
      deploymentId,
      contextId,
    });
    if (isSameSession) return web.proceed(res, '/course/sources?done=authorised');
    web.page(res, 'grades/authorised', {
      title: req.t('grades.authorised.title'),
      isDone: true,
      noindex: true,
    });
  });

  return routes;
}
