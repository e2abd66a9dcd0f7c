import { Router } from 'express';
import type { Audit } from '../audit/index.js';
import type { Clock, Outbound, Sealer, Settings } from '../base/index.js';
import type { Home, HomeData } from '../home/index.js';
import type { Limits } from '../limits/index.js';
import type { Connection } from '../store/index.js';
import type { Web } from '../web/index.js';
import { createSender } from './send/create-sender.js';
import { CALLBACK, createSendRoutes } from './send/send-routes.js';

export interface BackpacksDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly settings: Pick<Settings, 'publicUrl'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly limits: Pick<Limits, 'count'>;
  /** The guarded way to addresses that strangers name. */
  readonly strangersOutbound: Pick<Outbound, 'fetch'>;
  readonly web: Pick<Web, 'page'>;
  readonly home: Pick<Home, 'badgeOf'>;
}

/** Badges between a home and other systems, by the Open Badges 3.0 API. */
export interface Backpacks {
  readonly routes: Router;
  /** What is kept here of a home. */
  readonly data: HomeData;
  /** Encrypts what is sealed anew with the current master key. @returns how many values were changed */
  reseal(): Promise<number>;
}

/** @returns what sends a home's badges to backpacks elsewhere */
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
  return {
    routes: Router().use(createSendRoutes({ ...deps, sender, badgeOf })),
    data: {
      read: async (homeId) => ({ backpacks: await sender.told(homeId) }),
      erase: (homeId) => sender.endAll(homeId),
    },
    reseal: () => sender.reseal(),
  };
}
