import { z } from 'zod';
import { isOk, UpstreamFailed, type Clock, type OutboundResponse } from '../../base/index.js';
import type { Send } from '../../lti/index.js';
import { asksForPatience, secondsAsked } from '../seconds-asked.js';
import type { SealedStore } from '../sealed-store.js';

/** An API developer key of a Canvas. */
export interface CanvasKey {
  /** The origin of the institution's Canvas. */
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A person's authorisation to read Canvas in their name. */
export interface Grant {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: Date;
  /** Canvas's own id of the person. */
  readonly canvasUserId: string;
}

/** The scopes that Laurel asks for; a key that enforces scopes has to offer them. */
export const CANVAS_SCOPES = [
  'url:GET|/api/v1/courses/:id',
  'url:GET|/api/v1/courses/:course_id/assignments',
  'url:GET|/api/v1/courses/:course_id/assignments/:id',
  'url:GET|/api/v1/courses/:course_id/students/submissions',
  'url:GET|/api/v1/courses/:course_id/grading_standards',
  'url:GET|/api/v1/courses/:course_id/modules',
] as const;

/** How long before its end a token is renewed, in milliseconds, so that it does not expire during a reading. */
const EARLY_MS = 60_000;

const idText = z.union([z.number().int(), z.string()]).transform(String);
const tokenSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.number().positive(),
  user: z.object({ id: idText }),
});
const factsSchema = z.object({
  expiresAt: z.coerce.date(),
  canvasUserId: z.string(),
  state: z.enum(['active', 'revoked']),
});
const errorSchema = z.object({ error: z.string(), error_description: z.string().catch('') });

export const GRANT_REVOKED = {
  code: 'canvas_grant_revoked',
  reason: 'Canvas no longer accepts the authorisation Laurel was given: it was withdrawn.',
  remedy: 'Authorise Laurel again under “Where grades come from”.',
};

const revoked = () =>
  new UpstreamFailed(GRANT_REVOKED.code, GRANT_REVOKED.reason, { action: GRANT_REVOKED.remedy });

/**
 * @returns the OAuth 2 error of an answer, whatever its media type; empty where there is none. Before 2022 Canvas
 *   answered `invalid_request` for a grant that was withdrawn
 */
function errorOf(response: OutboundResponse): string {
  let body: unknown;
  try {
    body = JSON.parse(response.text());
  } catch {
    return '';
  }
  const parsed = errorSchema.safeParse(body);
  if (!parsed.success) return '';
  const { error, error_description: about } = parsed.data;
  const isWithdrawn = error === 'invalid_request' && /refresh_token not found/i.test(about);
  return isWithdrawn ? 'invalid_grant' : error;
}

function failedWith(response: OutboundResponse, now: Date): UpstreamFailed {
  if (asksForPatience(response)) {
    return new UpstreamFailed('canvas_busy', 'Canvas asks Laurel to slow down.', {
      action: 'Laurel tries again by itself.',
      cause: new Error(`HTTP ${response.status}`),
      ...secondsAsked(response, now),
    });
  }
  const cause = new Error(`HTTP ${response.status} ${errorOf(response)}`);
  if (errorOf(response) === 'invalid_client') {
    return new UpstreamFailed(
      'canvas_key_ended',
      'Canvas does not accept Laurel’s developer key.',
      {
        action:
          'An administrator looks whether the key is on in Canvas, and enters ID and secret again.',
        cause,
      },
    );
  }
  return new UpstreamFailed('canvas_token_failed', 'Canvas did not give Laurel a token.', {
    action: 'Laurel tries again by itself.',
    cause,
  });
}

export type CanvasOAuth = ReturnType<typeof createCanvasOAuth>;

/** Creates the client of Canvas's OAuth 2 (RFC 6749, 4.1 and 6): codes, tokens, refreshes and revocation. */
export function createCanvasOAuth(deps: {
  readonly secrets: SealedStore;
  readonly send: Send;
  readonly clock: Clock;
  readonly publicUrl: string;
}) {
  const { secrets, send, clock } = deps;
  const redirectUri = `${deps.publicUrl}/course/sources/canvas/callback`;
  const refreshing = new Map<string, Promise<string>>();

  async function ask(key: CanvasKey, fields: Record<string, string>): Promise<OutboundResponse> {
    const { clientId: client_id, clientSecret: client_secret } = key;
    return send(`${key.apiUrl}/login/oauth2/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ ...fields, client_id, client_secret }).toString(),
      // A code is used up by the first attempt; a refresh token of Canvas is not.
      isRepeatable: fields['grant_type'] === 'refresh_token',
    });
  }

  function read(response: OutboundResponse): z.infer<typeof tokenSchema> {
    if (!isOk(response)) throw failedWith(response, clock.now());
    const parsed = tokenSchema.safeParse(response.json());
    if (parsed.success) return parsed.data;
    throw new UpstreamFailed('canvas_token_failed', 'Canvas sent a token that cannot be read.', {
      cause: parsed.error,
    });
  }

  const endOf = (seconds: number) => new Date(clock.now().getTime() + seconds * 1000);

  async function keep(id: string, grant: Grant): Promise<void> {
    const { accessToken, refreshToken, expiresAt, canvasUserId } = grant;
    const facts = { expiresAt, canvasUserId, state: 'active' };
    await secrets.save(id, { accessToken, refreshToken }, facts);
  }

  async function find(id: string): Promise<(Grant & { state: 'active' | 'revoked' }) | null> {
    const kept = await secrets.find(id);
    if (!kept) return null;
    const { accessToken = '', refreshToken = '' } = kept.secret;
    return { accessToken, refreshToken, ...factsSchema.parse(kept.facts) };
  }

  async function refresh(id: string, key: CanvasKey, refused?: string): Promise<string> {
    const grant = await find(id);
    if (grant?.state !== 'active') throw revoked();
    const isGood = grant.expiresAt.getTime() - clock.now().getTime() > EARLY_MS;
    // Another process, or an earlier caller, may have renewed the token meanwhile.
    if (isGood && grant.accessToken !== refused) return grant.accessToken;
    const { refreshToken, canvasUserId } = grant;
    const fields = { grant_type: 'refresh_token', refresh_token: refreshToken };
    const response = await ask(key, fields);
    if (response.status === 400 && errorOf(response) === 'invalid_grant') {
      const facts = { expiresAt: grant.expiresAt, canvasUserId, state: 'revoked' };
      await secrets.save(id, {}, facts);
      throw revoked();
    }
    const { access_token: accessToken, expires_in: seconds } = read(response);
    await keep(id, { accessToken, refreshToken, canvasUserId, expiresAt: endOf(seconds) });
    return accessToken;
  }

  return {
    redirectUri,
    keep,
    find,

    /** @returns the address at which a person is asked; Canvas returns the state with its answer */
    authorizationUrl(key: Pick<CanvasKey, 'apiUrl' | 'clientId'>, state: string): string {
      const url = new URL('/login/oauth2/auth', key.apiUrl);
      const scope = CANVAS_SCOPES.join(' ');
      const fields = { client_id: key.clientId, response_type: 'code', scope, state };
      for (const [name, value] of Object.entries({ ...fields, redirect_uri: redirectUri })) {
        url.searchParams.set(name, value);
      }
      return url.href;
    },

    /** Exchanges the code of Canvas's answer for a grant. @throws UpstreamFailed */
    async exchange(key: CanvasKey, code: string): Promise<Grant> {
      const fields = { grant_type: 'authorization_code', code, redirect_uri: redirectUri };
      const token = read(await ask(key, fields));
      return {
        accessToken: token.access_token,
        refreshToken: token.refresh_token ?? '',
        expiresAt: endOf(token.expires_in),
        canvasUserId: token.user.id,
      };
    },

    /** Whether Canvas knows a key and its secret: it then refuses an invented grant, but not the client. */
    async knows(key: CanvasKey): Promise<boolean> {
      const fields = { grant_type: 'refresh_token', refresh_token: 'none' };
      const response = await ask(key, fields);
      if (response.status >= 500 || asksForPatience(response))
        throw failedWith(response, clock.now());
      // An answer of another server than Canvas says nothing of the key.
      return !['', 'invalid_client'].includes(errorOf(response)) && response.status !== 401;
    },

    /**
     * @returns a valid access token, renewed where necessary: once, however many callers there are
     * @param refused a token that Canvas has just refused
     */
    async token(id: string, key: CanvasKey, refused?: string): Promise<string> {
      const under = refreshing.get(id);
      if (under) return under;
      const run = refresh(id, key, refused).finally(() => refreshing.delete(id));
      refreshing.set(id, run);
      return run;
    },

    /** Revokes a grant at Canvas that is not to be kept. */
    async giveBack(key: CanvasKey, accessToken: string): Promise<void> {
      await send(`${key.apiUrl}/login/oauth2/token`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
        isRepeatable: true,
      });
    },
  };
}
