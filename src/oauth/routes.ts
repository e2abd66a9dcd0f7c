import { Router, type ErrorRequestHandler, type Request, type Response } from 'express';
import type { Clock } from '../base/index.js';
import { limitRate } from '../web/index.js';
import type { AccessStore } from './access-store.js';
import type { GrantStore } from './apps/grant-store.js';
import { callerId, type Caller } from './caller.js';
import type { Grant } from './grants/grant.js';
import { metadataOf, OAUTH_PATHS } from './metadata.js';
import { invalidRequest, OAuthError } from './oauth-error.js';
import { readFields, type OAuthFields } from './read-fields.js';
import { hashSecret } from './token.js';

export interface OAuthRoutesDeps {
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly grants: readonly Grant[];
  readonly appScopes: readonly string[];
  readonly access: Pick<AccessStore, 'remove'>;
  /** @throws OAuthError invalid_client, invalid_request */
  readonly authenticate: (
    authorization: string | undefined,
    fields: OAuthFields,
  ) => Promise<Caller>;
  readonly tokensOfApps: Pick<GrantStore, 'findToken' | 'endConsent' | 'remove'>;
  /** @returns what is answered to an app that registers @throws OAuthError */
  readonly register: (body: unknown) => Promise<object>;
}

/** So often a network may ask: whole server rooms have one address. */
const ASKED_A_MINUTE = 300;
const REGISTERED_AN_HOUR = 60;

/** @throws OAuthError invalid_client_metadata */
function jsonOf(body: unknown): unknown {
  if (!(body instanceof Uint8Array))
    throw new OAuthError('invalid_client_metadata', 'Send JSON (application/json).');
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw new OAuthError('invalid_client_metadata', 'This is no JSON.');
  }
}

function answerError(thrown: unknown, req: Request, res: Response): boolean {
  if (!(thrown instanceof OAuthError)) return false;
  req.problemCode = `oauth_${thrown.error}`;
  if (thrown.status === 401) res.set('WWW-Authenticate', 'Basic realm="Laurel", charset="UTF-8"');
  if (thrown.retryAfterSeconds !== undefined)
    res.set('Retry-After', String(thrown.retryAfterSeconds));
  const { error, message } = thrown;
  res.status(thrown.status).json({ error, error_description: message });
  return true;
}

/** The endpoints of the authorization server: metadata, tokens, revocation. */
export function createOAuthRoutes(deps: OAuthRoutesDeps): Router {
  const { clock, publicUrl, grants, access, authenticate, tokensOfApps } = deps;
  const byType = new Map(grants.map((grant) => [grant.type, grant]));
  const metadata = metadataOf(publicUrl, [...byType.keys()], deps.appScopes);
  const routes = Router();

  routes.get(OAUTH_PATHS.metadata, (_req, res) => {
    res.set({ 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'public, max-age=300' });
    res.json(metadata);
  });

  const limit = limitRate({ clock, limit: ASKED_A_MINUTE, windowMs: 60_000 });
  routes.use([OAUTH_PATHS.token, OAUTH_PATHS.revoke], limit, (_req, res, next) => {
    res.set({ 'Cache-Control': 'no-store', Pragma: 'no-cache' });
    next();
  });

  routes.post(OAUTH_PATHS.token, async (req, res) => {
    const fields = readFields(req);
    const type = fields.get('grant_type');
    if (type === undefined) throw invalidRequest('grant_type is missing.');
    const grant = byType.get(type);
    if (grant === undefined)
      throw new OAuthError(
        'unsupported_grant_type',
        `There are: ${[...byType.keys()].join(', ')}.`,
      );
    const { authorization } = req.headers;
    res.json(await grant.run(fields, () => authenticate(authorization, fields)));
  });

  // Open, as the standard wants it: by network, so that nobody fills the store (RFC 7591, 5).
  const limitApps = limitRate({ clock, limit: REGISTERED_AN_HOUR, windowMs: 3_600_000 });
  routes.post(OAUTH_PATHS.register, limitApps, async (req, res) => {
    res.set('Cache-Control', 'no-store');
    res.status(201).json(await deps.register(jsonOf(req.body)));
  });

  // RFC 7009: what is unknown, over or another client's is answered like what was revoked.
  routes.post(OAUTH_PATHS.revoke, async (req, res) => {
    const fields = readFields(req);
    const id = callerId(await authenticate(req.headers.authorization, fields));
    const token = fields.get('token');
    if (token === undefined) throw invalidRequest('token is missing.');
    const hash = hashSecret(token);
    await access.remove(hash, id);
    const found = await tokensOfApps.findToken(hash, id);
    if (found?.kind === 'refresh') await tokensOfApps.endConsent(found.consentId);
    else if (found !== null) await tokensOfApps.remove(hash);
    res.status(200).end();
  });

  // Express knows an error handler by its four parameters.
  const handle: ErrorRequestHandler = (thrown: unknown, req, res, next) => {
    if (!answerError(thrown, req, res)) next(thrown);
  };
  routes.use([OAUTH_PATHS.token, OAUTH_PATHS.revoke, OAUTH_PATHS.register], handle);
  return routes;
}
