import type { RouteBody } from '../web/index.js';
import { VERIFY_PAGE_BODIES } from './verify-page/verify-page-routes.js';
import { VERIFY_BODIES } from './verify-page/verify-routes.js';
import { WALLET_BODIES } from './wallets/wallet-routes.js';

/** The routes of this room whose bodies are larger than small forms. */
export const CREDENTIAL_BODIES: readonly RouteBody[] = [
  ...VERIFY_BODIES,
  ...VERIFY_PAGE_BODIES,
  ...WALLET_BODIES,
];
