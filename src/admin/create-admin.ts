import { Router, type Request } from 'express';
import { z } from 'zod';
import { NotAllowed } from '../base/index.js';
import { createApprovalRoutes } from './approval-routes.js';
import { createAuditRoutes } from './audit-routes.js';
import { createClientRoutes } from './client-routes.js';
import { createCountRoutes } from './count-routes.js';
import { createEntryStore, type EntryStore } from './entry-store.js';
import { createFirstStepsRoutes, firstStepsCard } from './first-steps-routes.js';
import { listFirstSteps } from './first-steps.js';
import { createImportRoutes } from './import-routes.js';
import { createIssuerKeyRoutes } from './issuer-key-routes.js';
import { createBrandRoutes } from './brand-routes.js';
import { createCatalogueRoutes } from './catalogue-routes.js';
import { createHostRoutes } from './host-routes.js';
import { lostHostLines } from './host-model.js';
import { createIssuerRoutes } from './issuer-routes.js';
import { createOutboxRoutes } from './outbox-routes.js';
import { createRecordRoutes } from './record-routes.js';
import { createOperatorRoutes } from './operator-routes.js';
import { createPlatformRoutes } from './platform-routes.js';
import { createSkillRoutes } from './skill-routes.js';
import { createStepStore } from './step-store.js';
import { createRetentionRoutes } from './retention-routes.js';
import { createSuccessionRoutes } from './succession-routes.js';
import { createTaxonomyRoutes } from './taxonomy-routes.js';
import { createTokenRoutes } from './token-routes.js';
import { createWebhookRoutes } from './webhook-routes.js';
import { createVisitors, OPERATOR, withinOf, type Visitor } from './visitor.js';
import { type AdminDeps, type ShowPage, TABS, OPERATOR_TABS } from './admin-page.js';

/** The administrators' pages. */
export interface Admin {
  readonly routes: Router;
  readonly entries: EntryStore;
}

const enterSchema = z.object({ link: z.string().regex(/^[\w-]{32}$/) });

function refuseLink(): NotAllowed {
  return new NotAllowed('link_used', 'This link was used already, or is no longer good.', {
    action: 'Make another one with `npm run admin -- link`.',
  });
}

/** @returns the pages of the operator and of LMS administrators */
export function createAdmin(deps: AdminDeps): Admin {
  const { web, lti } = deps;
  const entries = createEntryStore(deps.connection, deps.clock);
  const steps = createStepStore(deps.connection, deps.clock);
  const visitors = createVisitors(lti);
  const routes = Router();

  const show: ShowPage = (req, res, visitor, { view, current, model, status = 200 }) => {
    const tabs = TABS.filter((tab) => visitor.platformId === null || !OPERATOR_TABS.has(tab));
    const nav = tabs.map((tab) => ({
      href: tab === 'overview' ? '/admin' : `/admin/${tab}`,
      label: req.t(`admin.tab.${tab}`),
      current: tab === current,
    }));
    const shared = { nav, isOperator: visitor.platformId === null, noindex: true };
    web.page(res, view, { ...shared, ...model }, { status });
    return Promise.resolve();
  };

  // A GET of the link does not use it up: chat programs fetch links for a preview.
  routes.get('/admin/enter', (req, res) => {
    const query = enterSchema.safeParse(req.query);
    if (!query.success) throw refuseLink();
    res.setHeader('Cache-Control', 'no-store');
    web.page(res, 'admin/enter', { title: req.t('admin.enter.title'), link: query.data.link });
  });

  routes.post('/admin/enter', async (req, res) => {
    const form = enterSchema.safeParse(req.body);
    if (!form.success || !(await entries.take(form.data.link))) throw refuseLink();
    await web.sessions.open(req, res, { subject: { role: OPERATOR }, strength: 'bound' });
    await deps.audit.record({
      actor: OPERATOR,
      action: 'operator.entered',
      subject: `session:${req.session?.id.slice(0, 8) ?? ''}`,
    });
    web.proceed(res, '/admin');
  });

  /** Says which of the issuers that the visitor administers have lost the proof of their host. */
  const hostLines = async (req: Request, { platformId, deploymentId }: Visitor) => {
    const seen = (await deps.credentials.issuers.list()).filter(
      (one) =>
        platformId === null ||
        (one.platformId === platformId &&
          [undefined, one.deploymentId].includes(deploymentId ?? undefined)),
    );
    const found = seen.map(async ({ id, name = id }) => ({
      issuer: name,
      host: await deps.credentials.hosts.current(id),
    }));
    return lostHostLines(req.t, await Promise.all(found));
  };

  routes.get('/admin', async (req, res) => {
    const visitor = await visitors.require(req);
    const platforms = (await lti.platforms.list()).filter(({ id }) =>
      [null, id].includes(visitor.platformId),
    );
    const deployments = (
      await Promise.all(platforms.map(({ id }) => lti.deployments.list(id)))
    ).flat();
    // The mail queue is the installation's: its length is shown to the operator alone.
    const mail = visitor.platformId === null ? await deps.mail.health() : undefined;
    await show(req, res, visitor, {
      view: 'admin/overview',
      current: 'overview',
      model: {
        title: req.t('admin.overview.title'),
        steps: firstStepsCard(req, await listFirstSteps({ ...deps, steps }, visitor, platforms)),
        platforms: platforms.length,
        first: platforms[0],
        waiting:
          visitor.deploymentId === null
            ? deployments.filter(({ status }) => status === 'waiting').length
            : 0,
        badgesWaiting:
          (await deps.approvals.list(withinOf(visitor), { t: req.t, locale: req.locale.tag }))
            .length + (await deps.pathways.approvals.count(withinOf(visitor))),
        mail,
        lines: [...(await hostLines(req, visitor)), ...(await deps.health(withinOf(visitor), req))],
      },
    });
  });

  routes.use(createFirstStepsRoutes({ ...deps, steps }, visitors));
  routes.use(createPlatformRoutes(deps, visitors, show));
  routes.use(createSuccessionRoutes(deps, visitors, show));
  routes.use(createIssuerRoutes(deps, visitors, show));
  routes.use(createCatalogueRoutes(deps, visitors));
  routes.use(createHostRoutes(deps, visitors, show));
  routes.use(createBrandRoutes(deps, visitors, show));
  routes.use(createIssuerKeyRoutes(deps, visitors, show));
  routes.use(createOperatorRoutes(deps, visitors, show));
  routes.use(createApprovalRoutes(deps, visitors, show));
  routes.use(createCountRoutes(deps, visitors, show));
  routes.use(createRecordRoutes(deps, visitors, show));
  routes.use(createImportRoutes(deps, visitors, show));
  routes.use(createSkillRoutes(deps, visitors, show));
  routes.use(createTaxonomyRoutes(deps, visitors, show));
  routes.use(createOutboxRoutes(deps, visitors, show));
  routes.use(createWebhookRoutes(deps, visitors, show));
  routes.use(createAuditRoutes(deps, visitors, show));
  routes.use(createRetentionRoutes(deps, visitors, show));
  routes.use(createTokenRoutes(deps, visitors, show));
  routes.use(createClientRoutes(deps, visitors, show));
  return { routes, entries };
}
