import { Router, type Request, type Response } from 'express';
import { omitUndefined } from '../../../../src/base/index.js';
import { formPostPage, html, page } from '../ui/html.js';
import { takeDeepLinkingResponse } from '../ui/deep-linking.js';
import { uiRoutes } from '../ui/routes.js';
import { isStaff, readVisit } from '../ui/visit.js';
import { agsRoutes } from './ags.js';
import type { CanvasSite } from './site.js';
import { nrpsRoutes } from './nrps.js';
import type { CanvasOAuth } from './oauth.js';
import { configurationRoutes, registrationRoutes } from './registration.js';
import type { CanvasApi } from './rest.js';
import { FORWARDER, PAGE_SCRIPT } from './storage.js';
import { giveToken } from './token.js';

/** The origin named by `iss`. */
export function issuerRoutes(platform: CanvasSite): Router {
  const router = Router();
  router.get('/main/jwks', async (_req, res) => void res.json(await platform.liveEventKeys.jwks()));
  return router.use(configurationRoutes(platform));
}

/** The origin of sign-in: authorization, keys and tokens. It knows nobody's session and hands on to the school. */
export function signInRoutes(platform: CanvasSite): Router {
  const router = Router();
  router.get('/api/lti/security/jwks', platform.faults.middleware, async (_req, res) => {
    res.json(await platform.keys.jwks());
  });
  router.all('/api/lti/authorize_redirect', (req, res) => {
    const query = (req.method === 'POST' ? req.body : req.query) as Record<string, string>;
    const onward = new URLSearchParams(query).toString();
    res.redirect(302, `${platform.baseUrl}/api/lti/authorize?${onward}`);
  });
  router.get('/post_message_forwarding', (_req, res) => void res.type('html').send(FORWARDER));
  router.post('/login/oauth2/token', platform.log, platform.faults.middleware, (req, res) =>
    giveToken(platform, req, res),
  );
  return router;
}

async function authorize(platform: CanvasSite, req: Request, res: Response): Promise<void> {
  const query = req.query as Record<string, string>;
  const answer = await platform.authorize(query, platform.whoIs(req));
  if (answer.ok) {
    res.type('html').send(formPostPage(answer.redirectUri, answer.fields));
    return;
  }
  res.status(answer.status).json({ errors: [{ message: answer.message }] });
}

/** The frame's own page: a form that posts the login initiation to the tool. */
function openTool(platform: CanvasSite, req: Request, res: Response): void {
  const visit = readVisit(platform, req, res);
  if (!visit) return;
  const { person, course } = visit;
  const { placement, message } = req.query as Record<string, string | undefined>;
  const link = course.links.find((one) => one.id === req.query.link);
  const tool = link
    ? platform.toolOf(link)
    : platform.tools.find((one) => one.settings.typeId === req.params.tool);
  const isDeepLinking = message === 'deep-linking';
  if (!tool?.settings.active || (!link && !placement) || (isDeepLinking && !isStaff(person))) {
    res.status(404).type('html');
    res.send(page(platform, person, 'Page not found', html`<p>No such tool here.</p>`));
    return;
  }
  const { url, fields } = platform.startLaunch(
    omitUndefined({
      as: person,
      course,
      tool,
      link,
      placement: placement || undefined,
      message: isDeepLinking ? ('deep-linking' as const) : undefined,
    }),
  );
  res.type('html').send(formPostPage(url, fields));
}

/** The school's own origin: pages and services. */
export function schoolRoutes(
  platform: CanvasSite,
  { api, oauth }: { readonly api: CanvasApi; readonly oauth: CanvasOAuth },
): Router {
  const router = Router();
  router.get('/api/lti/authorize', (req, res) => authorize(platform, req, res));
  router.get('/courses/:course/external_tools/:tool', (req, res) => openTool(platform, req, res));
  router.get('/courses/:course/external_content/success/:what', (req, res) =>
    res.redirect(303, `/courses/${req.params.course}`),
  );
  router.get('/platform-storage.js', (_req, res) => void res.type('js').send(PAGE_SCRIPT));
  router.post('/courses/:course/deep_linking_response', (req, res) => {
    const { data } = req.query;
    const choosing = platform.choosing.get(typeof data === 'string' ? data : '');
    return takeDeepLinkingResponse(platform, req, res, {
      course: platform.courses.find((one) => one.id === req.params.course),
      tool: choosing?.tool,
    });
  });
  router.use(registrationRoutes(platform), oauth.routes(), api.routes());
  router.post('/courses/:course/posting', (req, res) => {
    const visit = readVisit(platform, req, res);
    if (!visit) return;
    const { post, hide } = (req.body ?? {}) as Record<string, string | undefined>;
    const column = visit.course.columns.find((one) => one.id === (post ?? hide));
    if (column && isStaff(visit.person)) platform.postGrades(column, post !== undefined);
    res.redirect(303, `/courses/${visit.course.id}/grades`);
  });
  router.use('/api/lti/courses', platform.log, platform.faults.middleware);
  router.use(agsRoutes(platform), nrpsRoutes(platform));
  router.use(uiRoutes(platform));
  return router;
}
