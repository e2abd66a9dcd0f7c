import type { Request } from 'express';
import type { Audit } from '../../audit/index.js';
import { NotAllowed, TooManyRequests } from '../../base/index.js';
import type { Limits } from '../../limits/index.js';
import type { AppGrant, OAuth } from '../../oauth/index.js';

export interface AdmitDeps {
  readonly audit: Pick<Audit, 'record'>;
  readonly limits: Pick<Limits, 'count'>;
  readonly apps: Pick<OAuth['apps'], 'authenticate'>;
}

/** An app may call so often in a person's name. */
const LIMIT = { times: 120, windowMs: 60_000 };

/**
 * Finds out in whose name an app calls, and notes it.
 * @param action what it does, for the audit log
 * @throws Unauthenticated `app_token_refused`, TooManyRequests `app_too_often`, NotAllowed `app_scope_missing`
 */
export type Admit = (
  req: Pick<Request, 'headers'>,
  scope: string,
  action: string,
) => Promise<AppGrant>;

export const createAdmit =
  ({ apps, limits, audit }: AdmitDeps): Admit =>
  async (req, scope, action) => {
    const grant = await apps.authenticate(req.headers.authorization);
    const { left, resetSeconds } = await limits.count('ob-api', grant.consentId, LIMIT);
    if (left < 0)
      throw new TooManyRequests('app_too_often', 'This app asks too often.', {
        action: 'Go on when Retry-After is over.',
        retryAfterSeconds: resetSeconds,
      });
    if (!grant.scopes.includes(scope))
      throw new NotAllowed('app_scope_missing', 'The person did not let this app do that.', {
        action: 'Ask for their consent with this scope.',
      });
    await audit.record({
      actor: `app:${grant.appId}`,
      action: 'home.app_called',
      subject: `home:${grant.subject}`,
      details: { action },
    });
    return grant;
  };
