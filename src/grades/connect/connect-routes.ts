import { Router, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import type { Audit } from '../../audit/index.js';
import { InvalidInput, type Clock, type Settings } from '../../base/index.js';
import { isAllowedAddress, tenantOf, type Launch, type Lti } from '../../lti/index.js';
import { personIdOf } from '../../people/index.js';
import { parseForm, requireBound, type Web } from '../../web/index.js';
import type { CanvasConnection } from '../canvas/canvas-connection.js';
import type { CanvasOAuth } from '../canvas/canvas-oauth.js';
import type { CourseKey } from '../grade.js';
import type { MoodleConnection } from '../moodle/moodle-connection.js';
import type { Listing } from '../source.js';
import { createAuthoriseRoutes } from './authorise-routes.js';
import { makeMoodleSecret, openCanvasHook } from './hook-routes.js';
import type { SealedStore } from './sealed-store.js';
import { buildSourcesPage, formError } from './sources-page.js';

export interface ConnectDeps {
  readonly web: Pick<Web, 'page' | 'proceed'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly clock: Clock;
  readonly settings: Pick<Settings, 'publicUrl' | 'mode' | 'allowPrivateHosts'>;
  readonly lti: Pick<Lti, 'platforms' | 'contexts' | 'requireInstructor' | 'requireAdministrator'>;
  readonly secrets: SealedStore;
  readonly moodle: MoodleConnection;
  readonly canvas: CanvasConnection;
  readonly oauth: CanvasOAuth;
  /** What every source says of a course. */
  readonly listAssessments: (course: CourseKey) => Promise<readonly Listing[]>;
}

const PATH = '/course/sources';

const tokenForm = z.object({ token: z.string().trim().min(1).max(500) });
const keyForm = z.object({
  apiUrl: z.url({ protocol: /^https?$/ }).max(500),
  clientId: z.string().trim().min(1).max(200),
  clientSecret: z.string().trim().min(1).max(500),
});
const jwksForm = z.object({ jwksUrl: z.url({ protocol: /^https?$/ }).max(500) });

const DONE = ['moodle', 'removed', 'key', 'authorised', 'hook'];

/** The page on which each way of reading grades is opened. */
export function createConnectRoutes(deps: ConnectDeps): Router {
  const { web, lti, secrets, moodle, canvas } = deps;
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
    // A secret that was typed is never sent back.
    const typed = { ...form?.values, token: '', clientSecret: '' };
    const model = {
      ...page,
      ...(title === undefined ? {} : { done: { kind: 'success', title } }),
      form: { values: { ...page.values, ...typed }, errors: form?.errors ?? {} },
      hasErrors: form !== undefined,
      secret,
      noindex: true,
    };
    web.page(res, 'grades/sources', model, { status });
  }

  async function note(launch: Launch, action: string): Promise<void> {
    await deps.audit.record({
      actor: `person:${personIdOf(launch.platformId, launch.user.id)}`,
      ...{ action, subject: `platform:${launch.platformId}` },
      ...tenantOf(launch),
    });
  }

  /** A form of the administrator's: parsed, done, and shown again with its error where it cannot be done. */
  function administer<T>(
    schema: z.ZodType<T>,
    act: (launch: Launch, value: T) => Promise<{ done: string; action: string }>,
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
        const { text, status } = formError(error);
        const values = form.value as object;
        await show(res, launch, { form: { values, errors: { _form: text } }, status });
      }
    };
  }

  routes.get(PATH, async (req, res) => show(res, await lti.requireInstructor(req)));

  routes.post(
    `${PATH}/moodle`,
    administer(tokenForm, async ({ platformId }, { token }) => {
      await moodle.connect(platformId, token);
      return { done: 'moodle', action: 'moodle-web-services.connected' };
    }),
  );

  routes.post(
    `${PATH}/moodle/remove`,
    administer(z.object({}), async ({ platformId }) => {
      await moodle.disconnect(platformId);
      return { done: 'removed', action: 'moodle-web-services.disconnected' };
    }),
  );

  routes.post(
    `${PATH}/canvas/key`,
    administer(keyForm, async ({ platformId }, key) => {
      await canvas.saveKey(platformId, key);
      return { done: 'key', action: 'canvas-key.saved' };
    }),
  );

  routes.post(
    `${PATH}/hooks/canvas`,
    administer(jwksForm, async ({ platformId }, { jwksUrl }) => {
      if (!isAllowedAddress(jwksUrl, deps.settings)) {
        throw new InvalidInput('jwks_address', 'Keys cannot be read from this address.');
      }
      await openCanvasHook(secrets, platformId, jwksUrl);
      return { done: 'hook', action: 'canvas-events.opened' };
    }),
  );

  // Shown once, in the answer itself: it is in no address and on no later page.
  routes.post(`${PATH}/hooks/moodle`, async (req, res) => {
    requireBound(req);
    const launch = await lti.requireAdministrator(req);
    const secret = await makeMoodleSecret(secrets, launch.platformId);
    await note(launch, 'moodle-events.opened');
    await show(res, launch, { secret });
  });

  routes.use(createAuthoriseRoutes(deps));
  return routes;
}
