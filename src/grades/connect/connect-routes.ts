import type { AuditAction } from '../../audit/index.js';
import { Router, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { InvalidInput, omitUndefined } from '../../base/index.js';
import { isAllowedAddress, tenantOf, type Launch } from '../../lti/index.js';
import { personIdOf } from '../../people/index.js';
import { parseForm, requireBound } from '../../web/index.js';
import { createAuthoriseRoutes } from './authorise-routes.js';
import { jwksForm, keyForm, tokenForm } from './connect-forms.js';
import { makeMoodleSecret, openCanvasHook } from './hook-routes.js';
import { buildSourcesPage, formError } from './sources-page.js';
import type { ConnectDeps } from './connect-deps.js';

const PATH = '/course/sources';

const DONE = ['moodle', 'removed', 'key', 'authorised', 'hook'];

/** The routes of the page on which an administrator connects sources of grades. */
export function createConnectRoutes(deps: ConnectDeps): Router {
  const { web, lti, moodle, canvas } = deps;
  const routes = Router();

  async function show(
    res: Response,
    launch: Launch,
    more: {
      readonly form?: { readonly values: object; readonly errors: object };
      readonly secret?: string;
      readonly status?: number;
    } = {},
  ): Promise<void> {
    const { form, secret, status = 200 } = more;
    const { query, t } = res.req;
    const page = await buildSourcesPage(deps, launch, tenantOf(launch), { t });
    const done = DONE.find((each) => each === query.done);
    const title = done && t(`grades.sources.done.${done}`);
    // A secret that was typed is never sent back to the browser.
    const typed = { ...form?.values, token: '', clientSecret: '' };
    const model = omitUndefined({
      ...page,
      done: title === undefined ? undefined : { kind: 'success', title },
      form: { values: { ...page.values, ...typed }, errors: form?.errors ?? {} },
      hasErrors: form !== undefined,
      secret,
      noindex: true,
    });
    web.page(res, 'grades/sources', model, { status });
  }

  async function note(launch: Launch, action: AuditAction): Promise<void> {
    await deps.audit.record({
      actor: `person:${personIdOf(launch.platformId, launch.user.id)}`,
      action,
      subject: `platform:${launch.platformId}`,
      ...tenantOf(launch),
    });
  }

  /**
   * Makes the route of an administrator's form: parsed, done, and shown again with its error where it cannot be done.
   */
  function administer<T>(
    schema: z.ZodType<T>,
    act: (launch: Launch, value: T) => Promise<{ done: string; action: AuditAction }>,
  ): RequestHandler {
    return async (req, res) => {
      requireBound(req);
      const launch = await lti.requireAdministrator(req);
      const form = parseForm(req, schema);
      if (!form.ok) return show(res, launch, { form, status: 422 });
      try {
        const { done, action } = await act(launch, form.value);
        await note(launch, action);
        web.proceed(res, `${PATH}?done=${done}`);
      } catch (error) {
        const { text, status } = formError(req.t, error);
        const values = form.value as object;
        await show(res, launch, { form: { values, errors: { _form: text } }, status });
      }
    };
  }

  routes.get(PATH, async (req, res) => show(res, await lti.requireInstructor(req)));

  routes.post(
    `${PATH}/moodle`,
    administer(tokenForm, async (launch, { token }) => {
      await moodle.connect(tenantOf(launch), token);
      return { done: 'moodle', action: 'moodle-web-services.connected' };
    }),
  );

  routes.post(
    `${PATH}/moodle/remove`,
    administer(z.object({}), async (launch) => {
      await moodle.disconnect(tenantOf(launch));
      return { done: 'removed', action: 'moodle-web-services.disconnected' };
    }),
  );

  routes.post(
    `${PATH}/canvas/key`,
    administer(keyForm, async (launch, key) => {
      await canvas.saveKey(launch, key);
      return { done: 'key', action: 'canvas-key.saved' };
    }),
  );

  routes.post(
    `${PATH}/hooks/canvas`,
    administer(jwksForm, async (launch, { jwksUrl }) => {
      if (!isAllowedAddress(jwksUrl, deps.settings)) {
        throw new InvalidInput('jwks_address', 'Keys cannot be read from this address.');
      }
      await openCanvasHook(deps, tenantOf(launch), jwksUrl);
      return { done: 'hook', action: 'canvas-events.opened' };
    }),
  );

  // The secret is shown once, in this answer: no address and no later page has it.
  routes.post(`${PATH}/hooks/moodle`, async (req, res) => {
    requireBound(req);
    const launch = await lti.requireAdministrator(req);
    const secret = await makeMoodleSecret(deps, tenantOf(launch));
    await note(launch, 'moodle-events.opened');
    await show(res, launch, { secret });
  });

  routes.use(createAuthoriseRoutes(deps));
  return routes;
}
