import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import { NotFound } from '../base/index.js';
import { parseForm } from '../web/index.js';
import { currentHome, requireHome } from './current-home.js';
import { leaveHome } from './join-home.js';
import { eraseHome, exportHome } from './own-home.js';
import type { ShowSettings } from './settings-page.js';

const leaveForm = z.object({ person: z.string().max(64) });
const eraseForm = z.object({
  sure: z.literal('yes'),
  hide: z.enum(['yes', 'no']).default('no'),
});

const DONE = ['asked', 'added', 'removed', 'left'];

/** The settings of a home: where its badges come from, and its person's data. */
export function createSettingsRoutes(
  deps: Parameters<typeof exportHome>[0],
  showSettings: ShowSettings,
): Router {
  const show: RequestHandler = async (req, res) => {
    if (currentHome(req) === null) return res.redirect(303, '/home');
    await showSettings(req, res, { done: DONE.find((one) => one === req.query.done) });
  };

  /** Takes the badges of one platform out; its person may be put in again from there. */
  const leave: RequestHandler = async (req, res) => {
    const homeId = requireHome(req);
    const form = parseForm(req, leaveForm);
    const personId = form.ok ? form.value.person : '';
    if (!(await leaveHome(deps, personId, `home:${homeId}`, homeId)))
      throw new NotFound('person_unknown', 'This person is not known here.');
    res.redirect(303, '/home/settings?done=left');
  };

  const exportAll: RequestHandler = async (req, res) => {
    const data = await exportHome(deps, requireHome(req));
    res
      .set('Cache-Control', 'no-store')
      .attachment('my-badges.json')
      .type('json')
      .send(JSON.stringify(data, null, 2));
  };

  const erase: RequestHandler = async (req, res) => {
    const homeId = requireHome(req);
    const form = parseForm(req, eraseForm);
    if (!form.ok) return showSettings(req, res, { eraseForm: form }, 422);
    await eraseHome(deps, homeId, form.value.hide === 'yes');
    await deps.web.sessions.end(req, res);
    res.redirect(303, '/home?done=erased');
  };

  const routes = Router();
  routes.get('/home/settings', show);
  routes.post('/home/settings/leave', leave);
  routes.post('/home/export', exportAll);
  routes.post('/home/erase', erase);
  return routes;
}
