import { Router, type ErrorRequestHandler, type Request, type Response } from 'express';
import type { Clock } from '../base/index.js';
import { limitRate } from '../web/index.js';
import type { AccessStore } from './access-store.js';
import type { Client } from './client.js';
import type { Grant } from './grants/grant.js';
import { metadataOf, OAUTH_PATHS } from './metadata.js';
import { invalidRequest, OAuthError } from './oauth-error.js';
import { readFields, type OAuthFields } from './read-fields.js';
import { hashSecret } from './token.js';

export interface OAuthRoutesDeps {
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly grants: readonly Grant[];
  readonly access: Pick<AccessStore, 'remove'>;
  /** @throws OAuthError invalid_client, invalid_request */
  readonly authenticate: (
    authorization: string | undefined,
    fields: OAuthFields,
  ) => Promise<Client>;
}

/** So often a network may ask: whole server rooms have one address. */
const ASKED_A_MINUTE = 300;

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
  const { clock, publicUrl, grants, access, authenticate } = deps;
  const byType = new Map(grants.map((grant) => [grant.type, grant]));
  const metadata = metadataOf(publicUrl, [...byType.keys()]);
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

  // RFC 7009: what is unknown, over or another client's is answered like what was revoked.
  routes.post(OAUTH_PATHS.revoke, async (req, res) => {
    const fields = readFields(req);
    const client = await authenticate(req.headers.authorization, fields);
    const token = fields.get('token');
    if (token === undefined) throw invalidRequest('token is missing.');
    await access.remove(hashSecret(token), client.id);
    res.status(200).end();
  });

  // Express knows an error handler by its four parameters.
  const handle: ErrorRequestHandler = (thrown: unknown, req, res, next) => {
    if (!answerError(thrown, req, res)) next(thrown);
  };
  routes.use([OAUTH_PATHS.token, OAUTH_PATHS.revoke], handle);
  return routes;
}
