import { Router, type RequestHandler } from 'express';
import { hideAddress, limitRate } from '../../web/index.js';
import type { Deps } from '../deps.js';
import { evidencePath } from '../evidence.js';
import { unknownFile } from './page-deps.js';
import { sendFile } from './send-file.js';

/** Files that their people show with a badge, for everybody who has the address; all others are not there. */
export function createEvidenceRoutes(deps: Pick<Deps, 'applications' | 'files' | 'clock'>): Router {
  const slowDown = limitRate({ clock: deps.clock, limit: 120, windowMs: 60_000 });
  const show: RequestHandler = async (req, res) => {
    const id = String(req.params['file']);
    const file = /^[\w-]{22}$/.test(id) ? await deps.files.find(id) : null;
    const application = file && (await deps.applications.findById(file.applicationId));
    const isShown = application?.state === 'approved' && application.shown?.includes(id) === true;
    if (!file || !isShown) throw unknownFile();
    hideAddress(res);
    await sendFile(deps, res, file);
  };
  const routes = Router();
  routes.get(evidencePath(':file'), slowDown, show);
  return routes;
}
