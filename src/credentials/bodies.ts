import type { RouteBody } from '../web/index.js';
import { VERIFY_PAGE_BODIES } from './verify-page/verify-page-routes.js';
import { VERIFY_BODIES } from './verify-page/verify-routes.js';
import { WALLET_BODIES } from './wallets/wallet-routes.js';

/** What this room's routes take beside small forms. */
export const CREDENTIAL_BODIES: readonly RouteBody[] = [
  ...VERIFY_BODIES,
  ...VERIFY_PAGE_BODIES,
  ...WALLET_BODIES,
];
