import { randomUUID } from 'node:crypto';
import { Router, type Request, type Response } from 'express';
import { keepItems, readDeepLinkingResponse } from '../deep-linking.js';
import type { Course } from '../course.js';
import type { TestPlatform } from '../platform.js';
import type { Tool } from '../tool.js';
import { html, page } from './html.js';
import { isStaff, readVisit } from './visit.js';

/** Reads a deep linking response and asks the teacher to save it; what is wrong is told on a page. */
export async function takeDeepLinkingResponse(
  platform: TestPlatform,
  req: Request,
  res: Response,
  found: { course: Course | undefined; tool: Tool | undefined },
): Promise<void> {
  const person = platform.whoIs(req);
  const refuse = (status: number, text: string) =>
    void res
      .status(status)
      .type('html')
      .send(page(platform, person, 'Error', html`<p role="alert">${text}</p>`));
  const { course, tool } = found;
  if (!person || !isStaff(person)) return refuse(403, 'You cannot add activities here.');
  if (!course || !tool) return refuse(404, 'No such course or tool.');
  const { JWT } = (req.body ?? {}) as Record<string, string>;
  if (!JWT) return refuse(400, 'The tool sent no JWT.');
  let response;
  try {
    response = await readDeepLinkingResponse(platform, tool, course, JWT);
  } catch (error) {
    return refuse(400, `The tool's answer does not hold: ${(error as Error).message}`);
  }
  const key = randomUUID();
  platform.deepLinkings.set(key, response);
  const items = response.items.map(
    (item) =>
      html`<li>
        <span class="kind">${item.type}</span> <strong>${item.title ?? tool.settings.name}</strong>
        <span class="end soft">
          ${item.lineItem ? `${item.lineItem.scoreMaximum} points` : 'no grade'}
        </span>
      </li>`,
  );
  const body = html`${response.error && html`<p class="notice" role="alert">${response.error}</p>`}
    ${response.message && html`<p class="notice">${response.message}</p>`}
    <ul class="rows">
      ${items}
    </ul>
    ${
      items.length > 0 &&
      html`<form
        method="post"
        action="${platform.baseUrl}/courses/${course.id}/add/${key}"
        target="_top"
      >
        <p class="actions"><button>Save and return to course</button></p>
      </form>`
    }`;
  res.type('html').send(page(platform, person, 'Selected content', body));
}

/** Adding an activity: choose a tool, then pick content inside it, then save. */
export function deepLinkingRoutes(platform: TestPlatform): Router {
  const router = Router();
  router.get('/courses/:course/add', (req, res) => {
    const visit = readVisit(platform, req, res);
    if (!visit) return;
    const { person, course } = visit;
    if (!isStaff(person)) return void res.status(403).send('Only teachers add activities.');
    const active = platform.tools.filter((tool) => tool.settings.active);
    const wanted = active.find((tool) => tool.clientId === req.query.tool) ?? active[0];
    const placement = typeof req.query.placement === 'string' ? req.query.placement : undefined;
    const chooser = active.flatMap((tool) =>
      platform
        .chooserPlacements(tool)
        .map(
          ([name, title]) =>
            html`<a class="button plain" href="?tool=${tool.clientId}&placement=${name}">
              ${tool.settings.name}${title && `: ${title}`}
            </a>`,
        ),
    );
    const body = wanted
      ? html`<p class="actions">${chooser}</p>
          <iframe
            class="tool"
            name="tool"
            title="Select content from ${wanted.settings.name}"
            src="${platform.chooserUrl(course, wanted, placement)}"
          ></iframe>
          ${platform.frameSupport()}`
      : html`<p>No external tool is set up on this site.</p>`;
    const trail: [string, string][] = [[course.title, `/courses/${course.id}`]];
    res.type('html').send(page(platform, person, 'Add an activity', body, { trail, wide: true }));
  });
  router.post('/courses/:course/add/:key', (req, res) => {
    const visit = readVisit(platform, req, res);
    if (!visit) return;
    const response = platform.deepLinkings.get(req.params.key);
    if (!isStaff(visit.person) || response?.course !== visit.course) {
      return void res.status(403).send('Nothing to save here.');
    }
    platform.deepLinkings.delete(req.params.key);
    keepItems(platform, response);
    res.redirect(303, `/courses/${visit.course.id}`);
  });
  return router;
}
