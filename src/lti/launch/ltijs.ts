import { AsyncLocalStorage } from 'node:async_hooks';
import type { CookieOptions, Request, Response } from 'express';
import type { JWK } from 'jose';
import { Provider, type DatabasePlugin } from 'ltijs';
import { Unauthenticated } from '../../base/index.js';
import type { Platform } from '../platform/platform.js';

/**
 * ltijs 5.9.9 as two function calls. It builds the authentication request and checks an id_token a second time; it
 * stores nothing, calls no other system, and answers no request itself (docs/decisions/lti-library.md).
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
  /** Checks an id_token against one key. @throws Unauthenticated `launch_refused` */
  validate(
    req: Request,
    res: Response,
    launch: { platform: Platform; key: JWK; idToken: string; state: string },
  ): Promise<void>;
}

/** What one request passes to ltijs, and how ltijs returns its answer. */
interface Exchange {
  readonly platform: Platform;
  readonly key?: JWK;
  readonly signedCookies: Readonly<Record<string, string>>;
  readonly done: (error?: Error) => void;
}

/** The life of the state cookie, in milliseconds: as long as a person may take to sign in at the platform. */
const STATE_COOKIE_MS = 10 * 60_000;
const LOGIN = '/lti/login';
const LAUNCH = '/lti/launch';

function refused(cause: unknown): Unauthenticated {
  return new Unauthenticated('launch_refused', 'This launch could not be checked.', {
    action: 'Go back to your course and open Laurel from there again.',
    cause,
  });
}

/** The database that ltijs sees during one request: one platform with the key that matched, nothing else. */
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
    // ltijs stores nothing: states and nonces are in login-store.ts, launches in launch-store.ts.
    Insert: nothing,
    Replace: nothing,
    Modify: nothing,
    Delete: nothing,
  };
}

/**
 * @returns a function that undoes what ltijs (helmet, its cookie parser, its Express) did to request and response,
 *   except cookies
 */
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

/**
 * @param secret signs the state cookie; the same in every process
 * @returns ltijs, for any number of requests at a time
 */
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
        // ltijs cannot set `Partitioned`, without which the cookie is lost in a platform's frame (CHIPS).
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
          // ltijs would accept an "ltik" of the query, the body or a header as a session; this tool issues none.
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

  /** Runs one request through ltijs. @returns the address that it redirects to, if any */
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
        // `_body` tells the body parsers of ltijs that the body has been read.
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
        // ltijs compares the issuer with that of the state cookie. Which browser sent the launch was decided before.
        signedCookies: { [`state${state}`]: platform.issuer },
      });
    },
  };
}
