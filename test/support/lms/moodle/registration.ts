import { type Request, type Response, Router } from 'express';
import * as jose from 'jose';
import type { Tool } from '../tool.js';
import { html } from '../ui/html.js';
import { openidConfiguration } from './openid-configuration.js';
import { crash, textOf } from './services.js';
import type { MoodleSite } from './site.js';
import { describe, faultOf, recorded, type Registration, settingsOf } from './tool-registration.js';

function create(platform: MoodleSite, clientId: string, body: Registration): Tool {
  const settings = settingsOf(body);
  const url = new URL(settings.launchUrl).origin;
  return platform.registerTool({ ...settings, url, clientId, active: false });
}

/** The tool keeps its client_id, its id and its state (lti_update_type). */
function update(tool: Tool, body: Registration): Tool {
  Object.assign(tool.settings, settingsOf(body));
  return tool;
}

async function register(platform: MoodleSite, req: Request, res: Response): Promise<void> {
  const plain = (status: number, text: string) => void res.status(status).type('html').send(text);
  if (req.method !== 'POST' && req.method !== 'GET') return plain(400, 'Unsupported operation');
  const token = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1];
  if (!token) return plain(401, 'missing_registration_token');
  let claims: jose.JWTPayload;
  try {
    claims = await platform.keys.verifyOwn(token, platform.now());
  } catch (error) {
    const isExpired = error instanceof jose.errors.JWTExpired;
    return crash(res, isExpired ? 'Expired token' : 'Wrong number of segments');
  }
  const isUpdate = claims.scope === 'reg-update';
  if (!isUpdate && claims.scope !== 'reg') return plain(403, 'Incorrect scope');
  // In an update `sub` is the id of the tool, in a registration the client_id to be.
  const old = isUpdate
    ? platform.tools.find(({ settings }) => settings.typeId === claims.sub)
    : undefined;
  if (isUpdate && !old) return plain(400, 'Unknown client');
  if (!isUpdate && platform.tool(claims.sub)) return plain(401, 'token_already_used');
  const json = (value: object) =>
    void res.set('content-type', 'application/json; charset=utf-8').send(JSON.stringify(value));
  if (req.method === 'GET') {
    return old ? json(describe(old, recorded(old))) : plain(400, 'Unsupported operation');
  }
  const body = (req.body ?? {}) as Registration;
  const fault = faultOf(body);
  if (fault) return plain(400, fault);
  const tool = old ? update(old, body) : create(platform, claims.sub!, body);
  json(describe(tool, body));
}

/** Moodle asks first where it has a tool of that site (registration_upgrade_choice_page). */
function choicePage(known: readonly Tool[], url: string): string {
  const address = (type: string) =>
    `/mod/lti/startltiadvregistration.php?${new URLSearchParams({ url, type }).toString()}`;
  return String(
    html`<!doctype html>
      <meta charset="utf-8" />
      <title>External tool</title>
      <p>There is already a tool of this site. Update it, or register it as a new external tool?</p>
      <ul>
        ${known.map(
          ({ settings }) =>
            html`<li><a href="${address(settings.typeId)}">Update ${settings.name}</a></li>`,
        )}
        <li><a href="${address('0')}">Register as a new external tool</a></li>
      </ul>`,
  );
}

/** LTI Dynamic Registration as Moodle 4.5 does it (mod/lti/openid-registration.php). */
export function registrationRoutes(platform: MoodleSite): Router {
  const router = Router();
  const paths = ['/mod/lti/openid-configuration.php', '/mod/lti/openid-registration.php'];
  router.use(paths, platform.log, platform.faults.middleware);
  router.get(paths[0]!, (_req, res) => void res.json(openidConfiguration(platform)));
  router.all(paths[1]!, (req, res) => register(platform, req, res));
  router.get('/mod/lti/startltiadvregistration.php', async (req, res) => {
    if (platform.whoIs(req)?.role !== 'admin') return res.redirect(303, '/people');
    const url = textOf(req.query.url);
    const type = textOf(req.query.type);
    const known = platform.tools.filter(({ settings }) => settings.domain === new URL(url).host);
    if (known.length > 0 && type === '') return void res.type('html').send(choicePage(known, url));
    const tool = known.find(({ settings }) => settings.typeId === type);
    res.redirect(302, await platform.startRegistration(url, tool));
  });
  return router;
}
