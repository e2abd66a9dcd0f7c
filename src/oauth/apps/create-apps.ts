import { NotFound, randomId, Unauthenticated, type Clock } from '../../base/index.js';
import type { Connection } from '../../store/index.js';
import { hashSecret, isSecret, newSecret } from '../token.js';
import type { AppGrant } from './app.js';
import { createAppStore } from './app-store.js';
import { createGrantStore } from './grant-store.js';
import { backTo, readRequest, type ConsentRequest } from './request.js';

/** How long an authorization code is good (RFC 6749, 4.1.2; Open Badges 3.0 API, 7.1.2). */
const CODE_MS = 10 * 60_000;
/** An app that a person let do something stays for so long, and longer with each use. */
export const APP_MS = 400 * 86_400_000;

/** What a person let an app do, as it is shown to them. */
export interface Consent {
  readonly id: string;
  readonly name: string;
  readonly uri: string;
  readonly scopes: readonly string[];
  readonly madeAt: Date;
}

export type Apps = ReturnType<typeof createApps>['apps'];

const refused = (): Unauthenticated =>
  new Unauthenticated('app_token_refused', 'This token is unknown, over or was revoked.', {
    action: 'Ask the person for their consent again.',
  });

/** @returns what programs may do in a person's name: asked for, given, looked at and ended */
export function createApps(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
  /** What the server is called (RFC 9207). */
  readonly issuer: string;
}) {
  const { clock, issuer } = deps;
  const store = createAppStore(deps.connection);
  const grants = createGrantStore(deps.connection);

  const apps = {
    /** @throws InvalidInput `app_request_wrong` */
    read: (asked: unknown) => readRequest({ apps: store, issuer }, asked),

    /** The person says yes. @returns where they go with a code */
    async allow(request: ConsentRequest, subject: string): Promise<string> {
      const { app, scopes, redirectUri, challenge, state } = request;
      const code = newSecret('code');
      const now = clock.now();
      await store.keep(app.id, new Date(now.getTime() + APP_MS));
      const consentId = randomId();
      const expiresAt = new Date(now.getTime() + CODE_MS);
      const shared = { appId: app.id, subject, scopes, consentId, madeAt: now, expiresAt };
      await grants.insert(consentId, { ...shared, kind: 'consent' });
      const kept = { ...shared, kind: 'code', redirectUri, challenge } as const;
      await grants.insert(hashSecret(code), kept);
      return backTo(redirectUri, { code, scope: scopes.join(' '), state }, issuer);
    },

    /** The person says no. @returns where they go */
    deny: ({ redirectUri, state }: ConsentRequest): string =>
      backTo(redirectUri, { error: 'access_denied', state }, issuer),

    /** @returns what a request's token stands for @throws Unauthenticated `app_token_refused` */
    async authenticate(authorization: string | undefined): Promise<AppGrant> {
      const [scheme = '', secret = ''] = (authorization ?? '').split(' ');
      if (scheme.toLowerCase() !== 'bearer' || !isSecret(secret, 'app')) throw refused();
      const found = await grants.find(hashSecret(secret), 'access');
      if (found === null || found.expiresAt <= clock.now()) throw refused();
      // A token that was given while its consent was ended is good for nothing.
      if ((await grants.find(found.consentId, 'consent')) === null) throw refused();
      return found;
    },

    /** @returns what a person lets apps do */
    async listOf(subject: string): Promise<Consent[]> {
      const now = clock.now();
      const kept = (await grants.listOf(subject)).filter(({ expiresAt }) => expiresAt > now);
      const found = kept.map(async ({ consentId, appId, scopes, madeAt }) => {
        const known = await store.find(appId);
        if (known === null) return [];
        const { name, uri } = known.app;
        return [{ id: consentId, name, uri, scopes, madeAt }];
      });
      return (await Promise.all(found)).flat();
    },

    /** Ends a consent at once. @throws NotFound `consent_unknown`, also for somebody else's */
    async end(subject: string, consentId: string): Promise<void> {
      const found = await grants.find(consentId, 'consent');
      if (found?.subject !== subject)
        throw new NotFound('consent_unknown', 'There is no such consent of yours.', {
          action: 'Look at the list again.',
        });
      await grants.endConsent(consentId);
    },

    /** Ends everything that a person let apps do. */
    endAll: (subject: string) => grants.endSubject(subject),
  };
  return { apps, store, grants };
}
