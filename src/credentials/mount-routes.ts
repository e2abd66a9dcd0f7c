import { Router } from 'express';
import { createAccentRoutes } from './school/accent-routes.js';
import { createBindToHolder } from './wallets/bind-to-holder.js';
import { createFileRoutes } from './files/file-routes.js';
import { createFindOwn } from './credential/find-own.js';
import { createFindRelated } from './badge-page/related-badges.js';
import { createReadPresentation } from './wallets/read-presentation.js';
import { createRoutes } from './badge-page/routes.js';
import { createShareRoutes } from './sharing/share-routes.js';
import { createVerifyPageRoutes } from './verify-page/verify-page-routes.js';
import { createVerifyRoutes } from './verify-page/verify-routes.js';
import { countEach } from './count-each.js';
import { createWalletRoutes } from './wallets/wallet-routes.js';
import type { CredentialStore } from './credential/credential-store.js';
import type { FindVisible, Viewer } from './credential/find-visible.js';
import type { CredentialsDeps } from './credentials.js';
import type { FetchBadge } from './documents/fetch-badge.js';
import type { FetchText, OwnDocuments } from './documents/fetch-json.js';
import type { Files } from './files/create-files.js';
import type { VerifyForeign } from './foreign/verify-foreign.js';
import type { IssuerKeys } from './issuer/issuer-keys.js';
import type { Addresses } from './issuer/addresses.js';
import type { Issuers } from './issuer/issuers.js';
import { createRecordRoutes } from './records/record-routes.js';
import type { Records } from './records/records.js';
import type { FindSchool } from './school/school.js';
import type { Verification } from './verify/index.js';
import type { ExchangeStore } from './wallets/exchange-store.js';
import type { OfferWallet } from './wallets/offer-wallet.js';

/** What the room made, of which its pages are made. */
export interface MountedParts {
  readonly deps: CredentialsDeps;
  readonly store: CredentialStore;
  readonly exchanges: ExchangeStore;
  readonly offerWallet: OfferWallet;
  readonly keys: IssuerKeys;
  readonly fetchText: FetchText;
  readonly findVisible: FindVisible;
  readonly viewer: Viewer;
  readonly files: Files;
  readonly own: OwnDocuments;
  readonly addresses: Addresses;
  readonly issuers: Issuers;
  readonly findSchool: FindSchool;
  /** Verifies badges of this installation alone. */
  readonly verifyOwn: (json: string) => Promise<Verification>;
  readonly verifyForeign: VerifyForeign;
  readonly fetchBadge: FetchBadge;
  readonly records: Records;
}

/** @returns the routes of the room */
export function mountRoutes(parts: MountedParts): Router {
  const { deps, store, keys, viewer, findVisible, findSchool, verifyOwn, verifyForeign } = parts;
  const { issuers, files, fetchBadge, fetchText, own, exchanges, offerWallet } = parts;
  const { clock, audit, page } = deps;
  const usage = countEach(deps);
  const { publicUrl } = deps.settings;
  const { artOf, makeFile, makeCard } = files;
  return Router().use(
    createFileRoutes({ findVisible, makeFile, usage }),
    createWalletRoutes({
      readPresentation: createReadPresentation({ workers: deps.workers, fetchText }),
      publicUrl,
      clock,
      audit,
      usage,
      page,
      viewer,
      findVisible,
      store,
      exchanges,
      offerWallet,
      bindToHolder: createBindToHolder({ keys, clock }),
    }),
    createRecordRoutes({
      clock,
      page,
      viewer,
      findSchool,
      records: parts.records,
      homeOf: deps.homeOf ?? (() => Promise.resolve(null)),
      verify: verifyForeign,
    }),
    createAccentRoutes(),
    createShareRoutes({
      findVisible,
      artOf,
      makeCard,
      page,
      verify: verifyOwn,
      findSchool,
    }),
    createRoutes({
      addresses: parts.addresses,
      findVisible,
      viewer,
      usage,
      own,
      issuers,
      verify: verifyOwn,
      page,
      findRelated: createFindRelated(store),
      findProgrammes: deps.findProgrammes ?? (() => Promise.resolve([])),
      showEndorsements: deps.showEndorsements ?? (() => Promise.resolve([])),
      findSchool,
      findSelfAssertedName: deps.findSelfAssertedName ?? (() => Promise.resolve(null)),
    }),
    createVerifyRoutes({ clock, verify: verifyForeign }),
    createVerifyPageRoutes({
      page,
      clock,
      usage,
      findOwn: createFindOwn(parts.addresses, store),
      fetchBadge,
      verify: verifyForeign,
      issuers: () => issuers.known(),
    }),
  );
}
