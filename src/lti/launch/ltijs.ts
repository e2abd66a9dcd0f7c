import { AsyncLocalStorage } from 'node:async_hooks';
import type { CookieOptions, Request, Response } from 'express';
import type { JWK } from 'jose';
import { Provider, type DatabasePlugin } from 'ltijs';
import { Unauthenticated } from '../../base/index.js';
import type { Platform } from '../platform/platform.js';

/**
 * ltijs 5.9.9 as two function calls. It builds the login redirect and gives a second opinion on an id_token that
 * was verified already; it stores nothing, reaches nothing, and answers nobody itself (docs/decisions/lti-library.md).
 */
export interface Ltijs {
  /**
   * The OIDC authentication request for a login (IMS Security 1.1, 5.1.1.2). Sets the state cookie on `res`.
   * @param params login parameters, all strings, `target_link_uri` being the registered launch URI
   */
  beginLogin(
    req: Request,
    res: Response,
    platform: Platform,
    params: Readonly<Record<string, string>>,
  ): Promise<{ state: string; query: URLSearchParams }>;
  /** Checks an id_token against the one key given. Throws Unauthenticated `launch_refused`. */
  validate(
    req: Request,
    res: Response,
    launch: { platform: Platform; key: JWK; idToken: string; state: string },
  ): Promise<void>;
}

/** What one request hands ltijs, and how ltijs hands its answer back. */
interface Exchange {
  readonly platform: Platform;
  readonly key?: JWK;
  readonly signedCookies: Readonly<Record<string, string>>;
  readonly done: (error?: Error) => void;
}

/** As long as a person may take to sign in at the platform on the way. */
const STATE_COOKIE_MS = 10 * 60_000;
const LOGIN = '/lti/login';
const LAUNCH = '/lti/launch';

function refused(cause: unknown): Unauthenticated {
  return new Unauthenticated('launch_refused', 'This launch could not be checked.', {
    action: 'Go back to your course and open Laurel from there again.',
    cause,
  });
}

/** The database as ltijs sees it during one request: the platform at hand with the key that matched, nothing else. */
function createPlugin(current: AsyncLocalStorage<Exchange>): DatabasePlugin {
  const nothing = () => Promise.resolve(true);
  return {
    setup: nothing,
    Close: nothing,
    Get(_key, collection, query = {}) {
      const exchange = current.getStore();
      if (collection !== 'platform' || exchange === undefined) return Promise.resolve(false);
      const { platform, key } = exchange;
      const { platformUrl, clientId } = query;
      if (platformUrl !== platform.issuer || clientId !== platform.clientId) {
        return Promise.resolve(false);
      }
      return Promise.resolve([
        {
          platformName: platform.name,
          platformUrl: platform.issuer,
          clientId: platform.clientId,
          authEndpoint: platform.authorizationUrl,
          accesstokenEndpoint: platform.tokenUrl,
          kid: platform.id,
          authConfig: { method: 'JWK_KEY', key: JSON.stringify(key ?? {}) },
        },
      ]);
    },
    // State and nonce are bound and consumed in login-store.ts, launches kept in launch-store.ts.
    Insert: nothing,
    Replace: nothing,
    Modify: nothing,
    Delete: nothing,
  };
}

/** Puts back what ltijs (helmet, its cookie parser, its own Express) did to request and response, cookies excepted. */
function remember(req: Request, res: Response): () => void {
  const headers = new Map(Object.entries(res.getHeaders()));
  const prototypes = [Object.getPrototypeOf(req), Object.getPrototypeOf(res)] as [object, object];
  const { url, body } = req as { url: string; body: unknown };
  const { statusCode } = res;
  return () => {
    for (const name of res.getHeaderNames()) {
      if (name !== 'set-cookie' && !headers.has(name)) res.removeHeader(name);
    }
    for (const [name, value] of headers) {
      if (name !== 'set-cookie' && value !== undefined) res.setHeader(name, value);
    }
    Object.setPrototypeOf(req, prototypes[0]);
    Object.setPrototypeOf(res, prototypes[1]);
    Object.assign(req, { url, body });
    res.statusCode = statusCode;
    const added = ['redirect', 'send'] as const;
    for (const name of added) delete (res as Partial<Response>)[name];
  };
}

/** @param secret signs the state cookie; the same in every process */
export function createLtijs(secret: string): Ltijs {
  const current = new AsyncLocalStorage<Exchange>();
  const provider = new Provider.constructor();
  const answer = () => current.getStore()?.done();
  const refuse = (_req: Request, res: Response) => {
    const { err } = res.locals as { err?: { details?: { message?: string } } };
    current.getStore()?.done(refused(new Error(err?.details?.message ?? 'refused by ltijs')));
  };
  provider.setup(
    secret,
    { plugin: createPlugin(current) },
    {
      appRoute: LAUNCH,
      loginRoute: LOGIN,
      keysetRoute: '/lti/unused/keys',
      dynRegRoute: '/lti/unused/register',
      cors: false,
      ltiaas: true,
      tokenMaxAge: false,
      cookies: { secure: true, sameSite: 'None' },
      serverAddon(app) {
        // ltijs knows no `Partitioned`, without which the cookie is lost in a platform's frame (CHIPS).
        const cookie = Reflect.get(app.response, 'cookie') as (...args: unknown[]) => Response;
        app.response.cookie = function (
          this: Response,
          name: string,
          value: unknown,
          options: CookieOptions = {},
        ) {
          const longer = options.maxAge === undefined ? {} : { maxAge: STATE_COOKIE_MS };
          return cookie.call(this, name, value, { ...options, ...longer, partitioned: true });
        } as Response['cookie'];
        app.use((req, _res, next) => {
          // ltijs would take an "ltik" from the query, the body or a header for a session: there are none here.
          Object.assign(req, { token: undefined });
          req.signedCookies = { ...current.getStore()?.signedCookies };
          next();
        });
      },
    },
  );
  provider.onConnect(answer);
  provider.onDeepLinking(answer);
  provider.onInvalidToken(refuse);
  provider.onSessionTimeout(refuse);
  provider.onUnregisteredPlatform(refuse);
  provider.onInactivePlatform(refuse);

  /** Runs one request through ltijs and gives the address it redirects to, if it does. */
  async function run(
    req: Request,
    res: Response,
    input: { url: string; body: object } & Omit<Exchange, 'done'>,
  ): Promise<string | undefined> {
    const putBack = remember(req, res);
    const { url, body, ...exchange } = input;
    try {
      return await new Promise<string | undefined>((resolve, reject) => {
        const done = (error?: Error) => (error ? reject(error) : resolve(undefined));
        // `_body`: the parsers of ltijs leave a body alone that was read before.
        Object.assign(req, { url, body, _body: true, cookies: undefined });
        res.redirect = (address: string | number) => resolve(String(address));
        res.send = () => {
          reject(refused(new Error(`ltijs answered ${res.statusCode}`)));
          return res;
        };
        current.run({ ...exchange, done }, () => {
          provider.app(req, res, (error?: unknown) => done(refused(error ?? 'not handled')));
        });
      });
    } finally {
      putBack();
    }
  }

  return {
    async beginLogin(req, res, platform, params) {
      const body = { ...params, iss: platform.issuer, client_id: platform.clientId };
      const address = await run(req, res, { url: LOGIN, body, platform, signedCookies: {} });
      const query = new URL(address ?? '', platform.authorizationUrl).searchParams;
      const state = query.get('state');
      if (state === null) throw refused(new Error('ltijs began no login'));
      return { state, query };
    },
    async validate(req, res, { platform, key, idToken, state }) {
      await run(req, res, {
        url: LAUNCH,
        body: { id_token: idToken, state },
        platform,
        key,
        // ltijs compares the issuer with the one in the state cookie; which browser it is was decided before.
        signedCookies: { [`state${state}`]: platform.issuer },
      });
    },
  };
}
