import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createAudit } from '../../src/audit/index.js';
import {
  createEvents,
  createLogger,
  createOutbound,
  createSealer,
  parseSettings,
  systemClock,
  type Clock,
  omitUndefined,
} from '../../src/base/index.js';
import { createLimits } from '../../src/limits/index.js';
import { createLti, isLtiMessage, type Launch, type LtiHooks } from '../../src/lti/index.js';
import { startBuiltStore } from '../../src/store/index.js';
import { createWeb, requireBound } from '../../src/web/index.js';
import type { TestPlatform } from './lms/platform.js';
import type { Tool } from './lms/tool.js';

/** The rooms `web` and `lti` served on localhost, with pages that tell who is there. */
export async function startTool(
  options: {
    clock?: Clock;
    hooks?: Partial<LtiHooks>;
    pause?: (ms: number) => Promise<unknown>;
  } = {},
) {
  const store = await startBuiltStore('tool');
  const server: Server = createServer();
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const settings = parseSettings({ PUBLIC_URL: url }, 'test');
  const clock = options.clock ?? systemClock;
  const lines: string[] = [];
  const log = createLogger('info', { write: (line: string) => void lines.push(line) });
  const { connection } = store;
  const base = {
    settings,
    log,
    events: createEvents(log),
    clock,
    connection,
    sealer: createSealer([randomBytes(32)]),
    outbound: createOutbound({ userAgent: 'Laurel test', allowLoopback: true }),
    audit: createAudit({ connection, clock }),
  };
  const web = createWeb({
    ...base,
    isForeignWelcome: isLtiMessage,
    admitSession: (session) => lti.admitSession(session),
  });
  const launches: Launch[] = [];
  const lti = await createLti(
    omitUndefined({
      ...base,
      web,
      limits: createLimits(base),
      onLaunch: (launch: Launch) => Promise.resolve(void launches.push(launch)),
      landing: () => '/here',
      ...options.hooks,
      pause: options.pause,
    }),
  );
  const app = express().disable('x-powered-by');
  app.use(web.observe, ...web.before, lti.routes);
  app.get('/here', async (req, res) => {
    res.json({ ...(await lti.currentLaunch(req)), strength: req.session?.strength });
  });
  app.get('/teach', async (req, res) => void res.json(await lti.requireInstructor(req)));
  app.get('/manage', async (req, res) => void res.json(await lti.requireAdministrator(req)));
  app.post('/act', (req, res) => void res.json(requireBound(req).strength));
  app.use(...web.after);
  await store.buildIndexes();
  const network = { dropsCookies: false };
  server.on('request', (req, res) => {
    if (network.dropsCookies) {
      delete req.headers.cookie;
      const write = res.writeHead.bind(res) as (...args: unknown[]) => typeof res;
      res.writeHead = (...args: unknown[]) => {
        res.removeHeader('set-cookie');
        return write(...args);
      };
    }
    app(req, res);
  });

  return {
    url,
    lti,
    store,
    lines,
    launches,
    /** `dropsCookies`: as in a browser that keeps none of this site. */
    network,
    /** Registers the tool at a test platform and the platform here. */
    async register(
      platform: TestPlatform,
      { admit = false, isApproved = true }: { admit?: boolean; isApproved?: boolean } = {},
    ): Promise<{ tool: Tool; platformId: string }> {
      const tool = platform.registerTool({
        url,
        loginUrl: `${url}/lti/login`,
        launchUrl: `${url}/lti/launch`,
        redirectUris: [`${url}/lti/launch`],
        jwksUrl: `${url}/lti/keys`,
        deepLinkingUrl: `${url}/lti/launch`,
      });
      const { id: platformId, createdAt } = await lti.platforms.add({
        name: platform.name,
        family: platform.kind,
        issuer: tool.issuer,
        clientId: tool.clientId,
        authorizationUrl: tool.authorizationUrl,
        tokenUrl: tool.tokenUrl,
        jwksUrl: tool.jwksUrl,
        deploymentPolicy: admit ? 'admit' : 'approve',
        serviceOrigins: [platform.baseUrl],
      });
      if (isApproved) {
        await lti.deployments.ensure({
          platformId,
          deploymentId: tool.deploymentId,
          status: 'approved',
          frameOrigins: [],
          firstSeenAt: createdAt,
        });
      }
      return { tool, platformId };
    },
    async close() {
      server.close().closeAllConnections();
      await base.outbound.close();
      await store.close();
    },
  };
}
