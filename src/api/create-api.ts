import { Router, type ErrorRequestHandler } from 'express';
import { lazy, LaurelError, NotAllowed, NotFound, omitUndefined } from '../base/index.js';
import type { ApiToken } from '../oauth/index.js';
import { limitRate, toLaurelError } from '../web/index.js';
import type { ApiDeps } from './api-deps.js';
import { describeApi } from './documentation/open-api.js';
import { createErrorsPage } from './documentation/errors-page.js';
import { createDocumentationPage } from './documentation/page.js';
import type { Endpoint } from './http/endpoint.js';
import { createIdempotency } from './http/idempotency.js';
import { createIdempotencyStore } from './http/idempotency-store.js';
import { createListTenants } from './http/list-tenants.js';
import { problemOf, sendProblem } from './http/problem.js';
import { createCountCall } from './http/rate.js';
import { API_PATH, serve, type ServeDeps } from './http/serve.js';
import { achievementEndpoints } from './resources/achievements.js';
import { decisionEndpoints } from './resources/award-decisions.js';
import { awardEndpoints } from './resources/awards.js';
import { bulkEndpoints } from './resources/bulk.js';
import { courseEndpoints } from './resources/courses.js';
import { credentialEndpoints } from './resources/credentials.js';
import { eventEndpoints } from './resources/events.js';
import { hookEndpoints } from './resources/hooks.js';
import { importEndpoints } from './resources/imports.js';
import { endorsementEndpoints } from './resources/endorsements.js';
import { pathwayEndpoints } from './resources/pathways.js';
import { peopleEndpoints } from './resources/people.js';
import { platformEndpoints } from './resources/platforms.js';
import { recordEndpoints } from './resources/records.js';
import { ruleEndpoints } from './resources/rules.js';
import { skillEndpoints } from './resources/skills.js';
import { taxonomyEndpoints } from './resources/taxonomy.js';
import { webhookEndpoints } from './resources/webhooks.js';

export interface Api {
  readonly routes: Router;
  /** All that is served under /api/v1. */
  readonly endpoints: readonly Endpoint[];
}

/** The path of an endpoint as Express writes it; whole, so that whoever looks at all routes finds it. */
const routeOf = (path: string): string =>
  `${API_PATH}${path.replaceAll(':', '\\:').replace(/\{(\w+)\}/g, ':$1')}`;

/** So many tokens of one network may call at once, before it is known whose a request is. */
const KNOCKS_A_CALL = 5;

/** Creates the REST API: every route of /api/v1 is one of its endpoints. */
export function createApi(deps: ApiDeps): Api {
  const { clock, log, lti, audit, connection, sealer } = deps;
  const { publicUrl } = deps.settings;
  const resources = { ...deps, listTenants: createListTenants(lti) };
  const endpoints: Endpoint[] = [
    ...achievementEndpoints(resources),
    ...ruleEndpoints(resources),
    ...awardEndpoints(resources),
    ...decisionEndpoints(resources),
    ...bulkEndpoints(resources),
    ...credentialEndpoints(resources),
    ...recordEndpoints(resources),
    ...peopleEndpoints(resources),
    ...importEndpoints(resources),
    ...endorsementEndpoints(resources),
    ...pathwayEndpoints(resources),
    ...skillEndpoints(resources),
    ...taxonomyEndpoints(resources),
    ...courseEndpoints(resources),
    ...platformEndpoints(resources),
    ...eventEndpoints(resources),
    ...webhookEndpoints(resources),
    ...hookEndpoints(resources),
  ];

  const admit = async ({ platformId, deploymentId }: ApiToken): Promise<void> => {
    if (platformId === null) return;
    const [platform, deployment] = await Promise.all([
      lti.platforms.find(platformId),
      deploymentId === null ? null : lti.deployments.find(platformId, deploymentId),
    ]);
    const isLetIn = deployment === null || deployment.status === 'approved';
    if (platform?.status === 'active' && isLetIn) return;
    throw new NotAllowed('platform_off', 'The platform of this token is switched off.', {
      action: 'Ask the operator of this tool.',
    });
  };
  const serveDeps: ServeDeps = {
    clock,
    afterAnswer: deps.web.afterAnswer,
    sealer,
    publicUrl,
    admit,
    authenticate: deps.oauth.authenticate,
    count: createCountCall(deps.limits, deps.settings.apiCallsAMinute),
    once: createIdempotency({ store: createIdempotencyStore(connection), clock, sealer }),
    note: async ({ id, platformId, deploymentId }, endpoint, status) =>
      audit.record(
        omitUndefined({
          actor: `token:${id}`,
          action: 'api.called',
          subject: `operation:${endpoint.id}`,
          platformId: platformId ?? undefined,
          deploymentId: deploymentId ?? undefined,
          details: { status },
        }),
      ),
  };

  const v1 = Router();
  const knocks = KNOCKS_A_CALL * deps.settings.apiCallsAMinute;
  v1.use(API_PATH, limitRate({ clock, limit: knocks, windowMs: 60_000 }));
  for (const one of endpoints) {
    v1[one.method](routeOf(one.path), serve(serveDeps, one));
  }
  // What is named before what is left open: `/hooks/samples` is no `/hooks/{id}`.
  const paths = [...new Set(endpoints.map((one) => one.path))].sort(
    (one, other) => Number(one.includes('{')) - Number(other.includes('{')),
  );
  for (const path of paths) {
    const methods = endpoints.filter((one) => one.path === path).map(({ method }) => method);
    v1.all(routeOf(path), (_req, res) => {
      res.setHeader('Allow', methods.join(', ').toUpperCase());
      throw new LaurelError('method_not_allowed', 'This address does not take this method.', 405, {
        action: 'Look at `Allow` for those that it takes.',
      });
    });
  }
  v1.use(API_PATH, () => {
    throw new NotFound('page_not_found', 'There is no such address in the API.', {
      action: `Look at ${publicUrl}/api/docs.`,
    });
  });
  // Express knows an error handler by its four parameters.
  const answerProblem: ErrorRequestHandler = (thrown: unknown, req, res, _next) => {
    const error = toLaurelError(thrown);
    req.problemCode = error.code;
    if (error.status >= 500) log.error({ requestId: req.id, err: error }, 'request failed');
    if (res.headersSent) return void res.destroy();
    const scope: unknown = res.locals['scope'];
    const problem = problemOf(error, publicUrl, req.id);
    sendProblem(res, problem, error, typeof scope === 'string' ? scope : '');
  };
  v1.use(API_PATH, answerProblem);

  // Made when it is first asked for: who starts the tool does not wait for it.
  const description = lazy(async () => JSON.stringify(await describeApi(endpoints, publicUrl)));
  const routes = Router();
  routes.get('/api/openapi.json', async (_req, res) => {
    const text = await description();
    res.set({ 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'public, max-age=300' });
    res.type('application/json').send(text);
  });
  routes.get('/help/errors', createErrorsPage(deps.web));
  routes.get('/api/docs', createDocumentationPage(deps.web, endpoints));
  routes.use(v1);
  return { routes, endpoints };
}
