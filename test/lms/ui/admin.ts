import { Router } from 'express';
import type { TestPlatform } from '../platform.js';
import { html, page } from './html.js';

/** The administrator's list of tools. */
export function adminRoutes(platform: TestPlatform): Router {
  const router = Router();
  router.get('/admin/tools', (req, res) => {
    const person = platform.whoIs(req);
    if (person?.role !== 'admin') return res.redirect(303, '/people?next=/admin/tools');
    const rows = platform.tools.map(
      (tool) =>
        html`<li>
          <strong>${tool.settings.name}</strong>
          <span class="soft">client ${tool.clientId}, deployment ${tool.deploymentId}</span>
        </li>`,
    );
    const body = html`<ul class="rows">
      ${rows}
    </ul>`;
    res.type('html').send(page(platform, person, 'External tools', body));
  });
  return router;
}
