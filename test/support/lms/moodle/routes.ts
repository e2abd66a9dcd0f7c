import { Router, type Request, type Response } from 'express';
import { formPostPage, page, html } from '../ui/html.js';
import { takeDeepLinkingResponse } from '../ui/deep-linking.js';
import { moodleSetupRoutes } from '../ui/moodle-setup.js';
import { uiRoutes } from '../ui/routes.js';
import { isStaff } from '../ui/visit.js';
import { agsRoutes } from './ags.js';
import { maySee, nrpsRoutes } from './nrps.js';
import type { MoodleSite } from './site.js';
import { registrationRoutes } from './registration.js';
import { textOf } from './services.js';
import { giveToken } from './token.js';
import type { WebServices } from './web-service.js';

async function authorize(platform: MoodleSite, req: Request, res: Response): Promise<void> {
  const query = (req.method === 'POST' ? req.body : req.query) as Record<string, string>;
  const answer = await platform.authorize(query, platform.whoIs(req));
  if (answer.ok) {
    res.type('html').send(formPostPage(answer.redirectUri, answer.fields));
    return;
  }
  if (answer.status === 303) return res.redirect(303, answer.message);
  res
    .status(answer.status)
    .type('html')
    .send(page(platform, null, 'Error', html`<p>${answer.message}</p>`));
}

/** The frame's own page: a form that posts the login initiation to the tool. */
function openTool(platform: MoodleSite, req: Request, res: Response): void {
  const person = platform.whoIs(req);
  const links = platform.courses.flatMap((course) => course.links);
  const link = links.find((one) => one.id === req.query.id);
  if (!person) return res.redirect(303, '/login/index.php');
  if (!link || !platform.toolOf(link)?.settings.active || !maySee(link, person)) {
    res.status(404).type('html');
    res.send(page(platform, person, 'Error', html`<p>This activity is not available to you.</p>`));
    return;
  }
  const { url, fields } = platform.startLaunch({ as: person, link });
  res.type('html').send(formPostPage(url, fields));
}

/** The frame for choosing content: a deep linking launch. */
function openChooser(platform: MoodleSite, req: Request, res: Response): void {
  const person = platform.whoIs(req);
  const course = platform.courses.find((one) => one.id === req.query.course);
  const tool = platform.tools.find((one) => one.settings.typeId === req.query.id);
  if (!person) return res.redirect(303, '/login/index.php');
  if (!course || !tool?.settings.active || !isStaff(person)) {
    return void res
      .status(404)
      .type('html')
      .send(page(platform, person, 'Error', html``));
  }
  const { url, fields } = platform.startLaunch({
    as: person,
    course,
    tool,
    message: 'deep-linking',
  });
  res.type('html').send(formPostPage(url, fields));
}

export function moodleRoutes(platform: MoodleSite, webServices: WebServices): Router {
  const router = Router();
  router.get('/mod/lti/certs.php', platform.faults.middleware, async (_req, res) => {
    res.json(await platform.keys.jwks());
  });
  router.all('/mod/lti/auth.php', (req, res) => authorize(platform, req, res));
  router.get('/mod/lti/launch.php', (req, res) => openTool(platform, req, res));
  router.get('/mod/lti/return.php', (req, res) =>
    res.redirect(`/courses/${textOf(req.query.course)}`),
  );
  router.get('/mod/lti/contentitem.php', (req, res) => openChooser(platform, req, res));
  router.post('/mod/lti/contentitem_return.php', (req, res) => {
    const isOurs = req.query.sesskey === platform.sessionKey;
    return takeDeepLinkingResponse(platform, req, res, {
      course: platform.courses.find((one) => isOurs && one.id === req.query.course),
      tool: platform.tools.find((one) => one.settings.typeId === req.query.id),
    });
  });
  router.use(registrationRoutes(platform), webServices.routes());
  router.use(moodleSetupRoutes(platform, webServices));
  router.use(
    ['/mod/lti/token.php', '/mod/lti/services.php'],
    platform.log,
    platform.faults.middleware,
  );
  router.post('/mod/lti/token.php', (req, res) => giveToken(platform, req, res));
  router.use(agsRoutes(platform), nrpsRoutes(platform));
  router.use(uiRoutes(platform));
  return router;
}
