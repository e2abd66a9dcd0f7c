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

/** So many badges may apps put into one home a day, all together: each asks hosts that the badge names. */
const PUT_A_DAY = { times: 500, windowMs: 86_400_000 };

const tooOften = (retryAfterSeconds: number): TooManyRequests =>
  new TooManyRequests('app_too_often', 'This app asks too often.', {
    action: 'Go on when Retry-After is over.',
    retryAfterSeconds,
  });

/** Counts a badge that an app puts into a home. @throws TooManyRequests `app_too_often` */
export async function countPut(limits: AdmitDeps['limits'], homeId: string): Promise<void> {
  const { left, resetSeconds } = await limits.count('ob-api-put', homeId, PUT_A_DAY);
  if (left < 0) throw tooOften(resetSeconds);
}

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
    if (left < 0) throw tooOften(resetSeconds);
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
