import { Router } from 'express';
import type { Audit } from '../audit/index.js';
import type { Clock, Logger, Outbound, Sealer, Settings } from '../base/index.js';
import type { Home, HomeData } from '../home/index.js';
import type { Imports } from '../imports/index.js';
import type { Limits } from '../limits/index.js';
import type { OAuth } from '../oauth/index.js';
import type { Connection } from '../store/index.js';
import type { Web } from '../web/index.js';
import type { Work } from '../work/index.js';
import { createConsentRoutes } from './host/consent-routes.js';
import { createHostRoutes } from './host/host-routes.js';
import { createOverviewRoutes } from './host/overview-routes.js';
import { createSender } from './send/create-sender.js';
import { CALLBACK, createSendRoutes } from './send/send-routes.js';

export interface BackpacksDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly work: Pick<Work, 'lease'>;
  readonly settings: Pick<Settings, 'publicUrl'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly limits: Pick<Limits, 'count'>;
  /** The guarded way to addresses that strangers name. */
  readonly strangersOutbound: Pick<Outbound, 'fetch'>;
  readonly web: Pick<Web, 'page'>;
  readonly log: Pick<Logger, 'error'>;
  readonly home: Pick<Home, 'badgeOf' | 'badgesOf' | 'personOf' | 'addressesOf'>;
  readonly imports: Pick<Imports, 'kept' | 'keepForeign'>;
  readonly oauth: Pick<OAuth, 'apps'>;
}

/** Badges between a home and other systems, by the Open Badges 3.0 API. */
export interface Backpacks {
  readonly routes: Router;
  /** What is kept here of a home. */
  readonly data: HomeData;
  /** Encrypts what is sealed anew with the current master key. @returns how many values were changed */
  reseal(): Promise<number>;
}

/** @returns what sends a home's badges to backpacks elsewhere, and what lets apps read and add badges of a home */
export function createBackpacks(deps: BackpacksDeps): Backpacks {
  const { publicUrl } = deps.settings;
  const outbound = deps.strangersOutbound;
  const sender = createSender({
    ...deps,
    outbound,
    publicUrl,
    redirectUri: `${publicUrl}${CALLBACK}`,
  });
  const { badgeOf } = deps.home;
  const { apps } = deps.oauth;
  return {
    routes: Router().use(
      createSendRoutes({ ...deps, sender, badgeOf }),
      createConsentRoutes({ ...deps, apps }),
      createOverviewRoutes({ ...deps, apps, sender }),
      createHostRoutes({ ...deps, apps, publicUrl }),
    ),
    data: {
      read: async (homeId) => ({
        backpacks: await sender.told(homeId),
        apps: await apps.listOf(homeId),
      }),
      async erase(homeId) {
        await sender.endAll(homeId);
        await apps.endAll(homeId);
      },
    },
    reseal: () => sender.reseal(),
  };
}
