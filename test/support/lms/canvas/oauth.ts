import { randomBytes } from 'node:crypto';
import { Router, type Request, type Response } from 'express';
import { omitUndefined } from '../../../../src/base/index.js';
import type { Person } from '../course.js';
import { hiddenFields, html, page } from '../ui/html.js';
import type { CanvasSite } from './site.js';

export interface ApiKey {
  clientId: string;
  clientSecret: string;
  name: string;
  redirectUris: string[];
  /** Null: scopes are not enforced, every call is allowed. */
  scopes: string[] | null;
  enabled: boolean;
}

interface Grant {
  key: ApiKey;
  person: Person;
  scopes: string[] | null;
  redirectUri: string;
}

interface Access extends Grant {
  expiresAt: number;
}

const secret = () => `7~${randomBytes(32).toString('base64url')}`;

/** Canvas's OAuth2 for its REST API: developer keys, consent, codes, refresh tokens and their end. */
export class CanvasOAuth {
  readonly keys: ApiKey[] = [];
  private codes = new Map<string, Grant & { expiresAt: number }>();
  private refreshTokens = new Map<string, Grant>();
  private accessTokens = new Map<string, Access>();
  /** Seconds an access token lives. */
  lifetime = 3600;
  /** Older self-hosted ones call a token that is not found an invalid request (`request_error.rb`). */
  isBefore2022 = false;
  /** How often an access token was asked for by a refresh token. */
  refreshes = 0;

  constructor(private readonly platform: CanvasSite) {}

  /** An API developer key, as an administrator makes it. */
  registerKey(options: { name?: string; redirectUris: string[]; scopes?: string[] }): ApiKey {
    const key: ApiKey = {
      clientId: String(10_000_000_000_000 + this.platform.number()),
      clientSecret: randomBytes(32).toString('base64url'),
      name: options.name ?? 'Laurel',
      redirectUris: options.redirectUris,
      scopes: options.scopes ?? null,
      enabled: true,
    };
    this.keys.push(key);
    return key;
  }

  /** What a person does under Settings → Approved integrations: the tool's tokens of theirs end. */
  revoke(person?: Person): void {
    const isMeant = (grant: Grant) => !person || grant.person === person;
    for (const tokens of [this.accessTokens, this.refreshTokens] as Map<string, Grant>[]) {
      for (const [token, grant] of tokens) if (isMeant(grant)) tokens.delete(token);
    }
  }

  /** Ends access tokens but not what refreshes them, as time does. */
  expireAccessTokens(): void {
    this.accessTokens.clear();
  }

  /** A token without the dance, for tests of the API alone. */
  issueToken(key: ApiKey, person: Person): string {
    return this.issue({ key, person, scopes: key.scopes, redirectUri: '' });
  }

  private issue(grant: Grant): string {
    const token = secret();
    const expiresAt = this.platform.now().getTime() + this.lifetime * 1000;
    this.accessTokens.set(token, { ...grant, expiresAt });
    return token;
  }

  read(authorization: string | undefined): Grant | null {
    const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
    const found = this.accessTokens.get(token);
    if (!found?.key.enabled) return null;
    return found.expiresAt > this.platform.now().getTime() ? found : null;
  }

  /** Checks an authorization request; answers by itself when it does not hold. */
  private readRequest(query: Record<string, string>, res: Response) {
    const key = this.keys.find((one) => one.clientId === query.client_id && one.enabled);
    if (!key) {
      const error = { error: 'invalid_client', error_description: 'unknown client' };
      res.status(401).json(error);
      return null;
    }
    const redirectUri = query.redirect_uri ?? '';
    if (!key.redirectUris.includes(redirectUri)) {
      const description = 'redirect_uri does not match client settings';
      res.status(400).json({ error: 'invalid_request', error_description: description });
      return null;
    }
    const back = (fields: Record<string, string>) => {
      const url = new URL(redirectUri);
      const all = omitUndefined({ ...fields, state: query.state || undefined });
      for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
      res.redirect(302, url.href);
    };
    if (query.response_type !== 'code') {
      back({ error: 'unsupported_response_type' });
      return null;
    }
    const asked = (query.scope ?? '').split(' ').filter(Boolean);
    if (key.scopes && !asked.every((scope) => key.scopes!.includes(scope))) {
      back({ error: 'invalid_scope', error_description: 'A requested scope is invalid' });
      return null;
    }
    return { key, redirectUri, back, scopes: key.scopes ? asked : null };
  }

  private ask(req: Request, res: Response): void {
    const query = req.query as Record<string, string>;
    const person = this.platform.whoIs(req);
    const request = this.readRequest(query, res);
    if (!request) return;
    if (!person) {
      return res.redirect(303, `/people?next=${encodeURIComponent(req.originalUrl)}`);
    }
    const fields = hiddenFields(query);
    const body = html`<p>
        <strong>${request.key.name}</strong> is requesting access to your account as
        <bdi>${person.name}</bdi>.
      </p>
      ${
        request.scopes &&
        html`<ul>
          ${request.scopes.map((scope) => html`<li><code>${scope}</code></li>`)}
        </ul>`
      }
      <div class="actions">
        <form method="post" action="/login/oauth2/accept">${fields}<button>Authorize</button></form>
        <form method="post" action="/login/oauth2/deny">
          ${fields}<button class="plain">Cancel</button>
        </form>
      </div>`;
    res.type('html').send(page(this.platform, person, 'Authorize app', body));
  }

  private decide(req: Request, res: Response, isAccepted: boolean): void {
    const query = (req.body ?? {}) as Record<string, string>;
    const person = this.platform.whoIs(req);
    const request = this.readRequest(query, res);
    if (!request) return;
    if (!person) return res.redirect(303, '/people');
    if (!isAccepted) {
      return request.back({
        error: 'access_denied',
        error_description: 'The resource owner denied the request',
      });
    }
    const code = randomBytes(32).toString('hex');
    const { key, redirectUri, scopes } = request;
    const expiresAt = this.platform.now().getTime() + 10 * 60_000;
    this.codes.set(code, { key, person, scopes, redirectUri, expiresAt });
    request.back({ code });
  }

  private give(req: Request, res: Response): void {
    const form = (req.body ?? {}) as Record<string, string>;
    const refuse = (status: number, error: string, error_description: string) =>
      void res.status(status).json({ error, error_description });
    const key = this.keys.find((one) => one.clientId === form.client_id && one.enabled);
    if (!key) return refuse(401, 'invalid_client', 'unknown client');
    if (form.client_secret !== key.clientSecret) {
      return refuse(401, 'invalid_client', 'invalid client');
    }
    const isRefresh = form.grant_type === 'refresh_token';
    if (!isRefresh && form.grant_type !== 'authorization_code') {
      return refuse(400, 'unsupported_grant_type', 'The grant_type is not supported');
    }
    const grant = isRefresh
      ? this.refreshTokens.get(form.refresh_token ?? '')
      : this.takeCode(form);
    if (grant?.key !== key) {
      const what = isRefresh ? 'refresh_token' : 'authorization_code';
      const error = this.isBefore2022 ? 'invalid_request' : 'invalid_grant';
      return refuse(400, error, `${what} not found`);
    }
    if (isRefresh) this.refreshes += 1;
    const { person } = grant;
    const body: Record<string, unknown> = {
      access_token: this.issue(grant),
      token_type: 'Bearer',
      user: {
        id: Number(person.id),
        name: person.name,
        global_id: `1000000000${person.id}`,
        effective_locale: person.locale,
      },
      canvas_region: 'us-east-1',
      expires_in: this.lifetime,
    };
    if (!isRefresh) {
      const refreshToken = secret();
      this.refreshTokens.set(refreshToken, grant);
      body.refresh_token = refreshToken;
    }
    res.json(body);
  }

  private takeCode(form: Record<string, string>): Grant | undefined {
    const found = this.codes.get(form.code ?? '');
    this.codes.delete(form.code ?? '');
    const isGood =
      found &&
      found.expiresAt > this.platform.now().getTime() &&
      found.redirectUri === form.redirect_uri;
    return isGood ? found : undefined;
  }

  private end(req: Request, res: Response): void {
    const grant = this.read(req.headers.authorization);
    if (!grant)
      return void res.status(401).json({ errors: [{ message: 'Invalid access token.' }] });
    this.revoke(grant.person);
    res.json({});
  }

  routes(): Router {
    const router = Router();
    router.get('/login/oauth2/auth', (req, res) => this.ask(req, res));
    router.post('/login/oauth2/accept', (req, res) => this.decide(req, res, true));
    router.post('/login/oauth2/deny', (req, res) => this.decide(req, res, false));
    const path = '/login/oauth2/token';
    router.use(path, this.platform.log, this.platform.faults.middleware);
    router.post(path, (req, res) => this.give(req, res));
    router.delete(path, (req, res) => this.end(req, res));
    router.post('/admin/api-keys', (req, res) => {
      if (this.platform.whoIs(req)?.role !== 'admin') return res.redirect(303, '/people');
      const { name, redirectUris } = (req.body ?? {}) as Record<string, string>;
      this.registerKey(
        omitUndefined({
          name: name || undefined,
          redirectUris: (redirectUris ?? '').split(/\s+/).filter(Boolean),
        }),
      );
      res.redirect(303, '/admin/tools');
    });
    return router;
  }
}
