import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { Achievements } from '../achievements/index.js';
import type { Audit } from '../audit/index.js';
import type { Approvals } from '../awards/index.js';
import { NotAllowed, type Clock, type Outbound, type Settings } from '../base/index.js';
import type { Credentials } from '../credentials/index.js';
import type { Lti } from '../lti/index.js';
import type { Mail } from '../mail/index.js';
import type { Connection } from '../store/index.js';
import type { Web } from '../web/index.js';
import { createApprovalRoutes } from './approval-routes.js';
import { createAuditRoutes } from './audit-routes.js';
import { createEntryStore, type EntryStore } from './entry-store.js';
import { createIssuerKeyRoutes } from './issuer-key-routes.js';
import { createIssuerRoutes } from './issuer-routes.js';
import { createOperatorRoutes } from './operator-routes.js';
import { createPlatformRoutes } from './platform-routes.js';
import { createVisitors, OPERATOR, type Visitor } from './visitor.js';

/** One line of the health page that another room tells. */
export interface HealthLine {
  readonly label: string;
  readonly text: string;
  readonly kind: 'success' | 'warn' | 'error' | 'info';
  /** What went wrong, in a sentence. */
  readonly detail?: string;
  /** When it was so; shown beside the text. */
  readonly at?: Date;
}

export interface AdminDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly outbound: Outbound;
  readonly settings: Settings;
  readonly audit: Audit;
  readonly web: Pick<Web, 'page' | 'sessions' | 'proceed'>;
  readonly lti: Lti;
  readonly achievements: Pick<Achievements, 'addPicture' | 'hasPicture'>;
  readonly credentials: Pick<Credentials, 'issuers' | 'keys' | 'countSignedBy'>;
  readonly mail: Pick<Mail, 'health'>;
  readonly approvals: Approvals;
  /** Last sync, queue, failures: of one platform, or of all. */
  readonly health: (platformId: string | null, req: Request) => Promise<readonly HealthLine[]>;
}

export interface Admin {
  readonly routes: Router;
  readonly entries: EntryStore;
}

/** Shows a page of the administrator's with its tabs. */
export type ShowPage = (
  req: Request,
  res: Response,
  visitor: Visitor,
  page: { view: string; current: string; model: object; status?: number },
) => Promise<void>;

const TABS = [
  'overview',
  'platforms',
  'approvals',
  'invitations',
  'keys',
  'issuer',
  'audit',
] as const;
const OPERATOR_TABS = new Set<string>(['invitations', 'keys']);

const enterSchema = z.object({ link: z.string().regex(/^[\w-]{32}$/) });

function refuseLink(): NotAllowed {
  return new NotAllowed('link_used', 'This link was used already, or is no longer good.', {
    action: 'Make another one with `npm run admin -- link`.',
  });
}

/** The operator's and the LMS administrators' pages. */
export function createAdmin(deps: AdminDeps): Admin {
  const { web, lti } = deps;
  const entries = createEntryStore(deps.connection, deps.clock);
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

  // A look at the link does not use it up: chat programs look at links too.
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

  routes.get('/admin', async (req, res) => {
    const visitor = await visitors.require(req);
    const platforms = (await lti.platforms.list()).filter(({ id }) =>
      [null, id].includes(visitor.platformId),
    );
    const deployments = (
      await Promise.all(platforms.map(({ id }) => lti.deployments.list(id)))
    ).flat();
    const mail = await deps.mail.health();
    await show(req, res, visitor, {
      view: 'admin/overview',
      current: 'overview',
      model: {
        title: req.t('admin.overview.title'),
        platforms: platforms.length,
        first: platforms[0],
        waiting: deployments.filter(({ status }) => status === 'waiting').length,
        badgesWaiting: (
          await deps.approvals.list(visitor.platformId, { t: req.t, locale: req.locale.code })
        ).length,
        mail,
        lines: await deps.health(visitor.platformId, req),
      },
    });
  });

  routes.use(createPlatformRoutes(deps, visitors, show));
  routes.use(createIssuerRoutes(deps, visitors, show));
  routes.use(createIssuerKeyRoutes(deps, visitors, show));
  routes.use(createOperatorRoutes(deps, visitors, show));
  routes.use(createApprovalRoutes(deps, visitors, show));
  routes.use(createAuditRoutes(deps, visitors, show));
  return { routes, entries };
}
