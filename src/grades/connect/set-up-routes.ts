import type { AuditAction } from '../../audit/index.js';
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { NotFound } from '../../base/index.js';
import { SET_UP_PATH, type Platform } from '../../lti/index.js';
import { parseForm } from '../../web/index.js';
import { CANVAS_SCOPES } from '../canvas/canvas-oauth.js';
import { REPORT } from '../moodle/moodle-connection.js';
import { moodleGuide, ROLE_PATH, USER_PATH } from '../moodle/moodle-guide.js';
import { rolePreset, userList } from '../moodle/moodle-role.js';
import { developerKeysOf } from '../canvas/developer-keys.js';
import type { ConnectDeps } from './connect-deps.js';
import { keyForm, tokenForm } from './connect-forms.js';
import { formError } from './sources-page.js';

const ticketForm = z.object({ ticket: z.string().max(2_000) });

/**
 * Whether a request is for these pages. The ticket in its body proves who it is, in whatever window: it needs no
 * session, and uses none.
 */
export const isSetUp = ({ path }: Pick<Request, 'path'>): boolean =>
  path === SET_UP_PATH || path.startsWith(`${SET_UP_PATH}/`);

interface Shown {
  readonly ticket: string;
  readonly form?: { readonly values: object; readonly errors: object };
  readonly done?: string;
  readonly status?: number;
}

/**
 * The routes of “Let your teachers see every quiz”, to which a registration's last page leads. Whoever has just
 * registered the platform has a ticket for them, in the body alone; others find the same steps under “Where grades come
 * from”.
 */
export function createSetUpRoutes(deps: ConnectDeps): Router {
  const { web, lti, moodle, canvas } = deps;
  const routes = Router();

  async function visit(req: Request): Promise<{ ticket: string; platform: Platform }> {
    const parsed = ticketForm.safeParse(req.body);
    const ticket = parsed.success ? parsed.data.ticket : '';
    const registered = await lti.platforms.find(lti.setUpTickets.redeem(ticket));
    // A registration that continues an earlier one has that one's id.
    const platform = registered?.continuedBy
      ? await lti.platforms.find(registered.continuedBy)
      : registered;
    if (platform?.status === 'active') return { ticket, platform };
    throw new NotFound('platform_gone', 'This platform is no longer registered.');
  }

  async function show(req: Request, res: Response, platform: Platform, shown: Shown) {
    const { ticket, form, done, status = 200 } = shown;
    const { family, issuer, name } = platform;
    const isMoodle = family === 'moodle';
    const isConnected = isMoodle && (await moodle.find({ platformId: platform.id })) !== null;
    const apiUrl = family === 'canvas' ? developerKeysOf(platform).apiUrl : undefined;
    res.setHeader('Cache-Control', 'no-store');
    const model = {
      title: req.t('grades.admin.setUp.title'),
      name,
      ticket,
      done,
      moodle: isMoodle
        ? moodleGuide(req, issuer, await moodle.isOn(issuer), REPORT, isConnected)
        : undefined,
      isConnected,
      canvas:
        family === 'canvas'
          ? {
              url: developerKeysOf(platform).page,
              redirectUri: deps.oauth.redirectUri,
              scopes: CANVAS_SCOPES,
            }
          : undefined,
      // A secret that was typed is never sent back to the browser.
      form: {
        values: { apiUrl, ...form?.values, token: '', clientSecret: '' },
        errors: form?.errors ?? {},
      },
      hasErrors: form !== undefined,
      noindex: true,
    };
    web.page(res, 'grades/set-up', model, { status });
  }

  /** Makes the route of a form of this page: parsed, tried, and shown again with its error where it cannot be done. */
  const takes =
    <T extends object>(
      schema: z.ZodType<T>,
      { action, done }: { readonly action: AuditAction; readonly done: string },
      act: (platformId: string, value: T) => Promise<unknown>,
    ) =>
    async (req: Request, res: Response) => {
      const { ticket, platform } = await visit(req);
      const form = parseForm(req, schema);
      if (!form.ok) return show(req, res, platform, { ticket, form, status: 422 });
      try {
        await act(platform.id, form.value);
      } catch (error) {
        const { text, status } = formError(req.t, error);
        const failed = { values: form.value, errors: { _form: text } };
        return show(req, res, platform, { ticket, form: failed, status });
      }
      await deps.audit.record({
        actor: 'registration',
        action,
        subject: `platform:${platform.id}`,
        platformId: platform.id,
      });
      await show(req, res, platform, { ticket, done: req.t(`grades.sources.done.${done}`) });
    };

  routes.post(SET_UP_PATH, async (req, res) => {
    const { ticket, platform } = await visit(req);
    await show(req, res, platform, { ticket });
  });
  routes.post(
    `${SET_UP_PATH}/moodle`,
    takes(
      tokenForm,
      { action: 'moodle-web-services.connected', done: 'moodle' },
      (platformId, { token }) => moodle.connect({ platformId }, token),
    ),
  );
  routes.post(
    `${SET_UP_PATH}/canvas`,
    takes(keyForm, { action: 'canvas-key.saved', done: 'key' }, (platformId, key) =>
      canvas.saveKey({ platformId, services: {} }, key),
    ),
  );
  routes.get(ROLE_PATH, (_req, res) => {
    res.attachment('laurel-role.xml').type('application/xml').send(rolePreset());
  });
  routes.get(USER_PATH, (_req, res) => {
    res.setHeader('Cache-Control', 'no-store');
    res.attachment('laurel-user.csv').type('text/csv').send(userList());
  });
  return routes;
}
