import { Router } from 'express';
import type { TestPlatform } from '../platform.js';
import { html, page } from './html.js';
import { isStaff, readVisit } from './routes.js';

/** Adding an activity: choose a tool, then pick content inside it. */
export function deepLinkingRoutes(platform: TestPlatform): Router {
  const router = Router();
  router.get('/courses/:course/add', (req, res) => {
    const visit = readVisit(platform, req, res);
    if (!visit) return;
    const { person, course } = visit;
    if (!isStaff(person)) return void res.status(403).send('Only teachers add activities.');
    const active = platform.tools.filter((tool) => tool.settings.active);
    const wanted = active.find((tool) => tool.clientId === req.query.tool) ?? active[0];
    const chooser = active.map(
      (tool) =>
        html`<a class="button plain" href="?tool=${tool.clientId}">${tool.settings.name}</a>`,
    );
    const body = wanted
      ? html`<p class="actions">${chooser}</p>
          <iframe
            class="tool"
            name="tool"
            title="Select content from ${wanted.settings.name}"
            src="${platform.chooserUrl(course, wanted)}"
          ></iframe>
          ${platform.frameSupport()}`
      : html`<p>No external tool is set up on this site.</p>`;
    const trail: [string, string][] = [[course.title, `/courses/${course.id}`]];
    res.type('html').send(page(platform, person, 'Add an activity', body, { trail, wide: true }));
  });
  return router;
}
