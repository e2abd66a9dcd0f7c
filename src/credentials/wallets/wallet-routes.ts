import { Router, type Request, type RequestHandler } from 'express';
import type { Audit } from '../../audit/index.js';
import { Conflict, NotFound, type Clock } from '../../base/index.js';
import type { Usage } from '../../usage/index.js';
import {
  addressKey,
  limitRate,
  readBytes,
  requireBound,
  wantsPage,
  type RouteBody,
  type Web,
} from '../../web/index.js';
import type { Credential } from '../credential/credential.js';
import type { CredentialStore } from '../credential/credential-store.js';
import type { FindVisible, Viewer } from '../credential/find-visible.js';
import type { ReadPresentation } from './read-presentation.js';
import type { Exchange, ExchangeStore } from './exchange-store.js';
import type { OfferWallet } from './offer-wallet.js';
import { buildInteraction, buildRequest } from './wallet-requests.js';
import { buildWalletLinks } from './wallet-links.js';

export interface WalletRoutesDeps {
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  readonly page: Web['page'];
  readonly usage: Pick<Usage, 'count'>;
  readonly viewer: Viewer;
  readonly findVisible: FindVisible;
  readonly store: Pick<CredentialStore, 'find'>;
  readonly exchanges: ExchangeStore;
  readonly readPresentation: ReadPresentation;
  readonly offerWallet: OfferWallet;
  readonly bindToHolder: (credential: Credential, holder: string) => Promise<object>;
}

const gone = (): NotFound =>
  new NotFound('exchange_not_found', 'This way into a wallet is not open any more.', {
    action: 'Open your badge and begin again.',
  });

/** The routes whose bodies are a presentation with one proof. */
export const WALLET_BODIES: readonly RouteBody[] = [
  { path: '/api/exchanges/:id', read: [readBytes(131_072)] },
];

/** Allows requests of any origin: wallets run in browsers, too, and the address itself is the secret. */
const allowEverybody: RequestHandler = (_req, res, next) => {
  res.set({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': 'GET, POST',
    'Access-Control-Allow-Headers': 'Content-Type, Accept',
    'Cache-Control': 'no-store',
  });
  next();
};

function buildDelivery(badge: object, isBare: boolean): object {
  const verifiablePresentation = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiablePresentation'],
    verifiableCredential: [badge],
  };
  return isBare ? verifiablePresentation : { verifiablePresentation };
}

/**
 * The routes that transfer a badge to a wallet: the learner opens an exchange for a quarter of an hour, the wallet
 * proves that it holds a did:key or did:web (VC-API exchange, VCALM interaction URL), and gets the badge signed for
 * that key.
 */
export function createWalletRoutes(deps: WalletRoutesDeps): Router {
  const { publicUrl, clock, audit, page, viewer, findVisible, store, exchanges } = deps;
  const router = Router();
  const slowDown = limitRate({ clock, limit: 60, windowMs: 60_000 });

  const open = async (id: unknown): Promise<Exchange> => {
    const exchange = await exchanges.find(String(id));
    if (exchange === null || exchange.expiresAt <= clock.now()) throw gone();
    return exchange;
  };

  router.post('/credentials/:id/wallet', slowDown, async (req: Request<{ id: string }>, res) => {
    requireBound(req);
    const credential = await findVisible(req, req.params.id);
    if ((await viewer(req)) !== credential.personId) throw gone();
    await deps.offerWallet(res, credential, `/credentials/${credential.id}`);
  });

  router.options(['/interactions/:id', '/api/exchanges/:id'], allowEverybody, (_req, res) => {
    res.status(204).end();
  });

  router.get('/interactions/:id', allowEverybody, slowDown, async (req, res) => {
    const exchange = await open(req.params.id);
    if (!wantsPage(req)) {
      res.json(buildInteraction(publicUrl, exchange));
      return;
    }
    page(res, 'credentials/interaction', {
      title: req.t('keep.wallet.title'),
      noindex: true,
      links: buildWalletLinks(publicUrl, exchange),
    });
  });

  router.post('/api/exchanges/:id', allowEverybody, slowDown, async (req, res) => {
    const exchange = await open(req.params.id);
    const body: unknown = req.body;
    const bytes = body instanceof Uint8Array ? body : new Uint8Array();
    const expected = { challenge: exchange.challenge, domain: new URL(publicUrl).host };
    const answer = await deps.readPresentation(bytes, expected, addressKey(req));
    if (answer.holder === null) {
      res.json(buildRequest(publicUrl, exchange));
      return;
    }
    const { holder, isBare } = answer;
    const credential = await store.find(exchange.credentialId);
    if (credential === null) throw gone();
    if ((await exchanges.take(exchange.id, holder)) === null)
      throw new Conflict('exchange_taken', 'Another wallet has taken this badge already.');
    const badge = await deps.bindToHolder(credential, holder);
    await audit.record({
      actor: `person:${credential.personId}`,
      action: 'badge.bound',
      subject: `credential:${credential.id}`,
      details: { exchange: exchange.id.slice(0, 6) },
    });
    res.json(buildDelivery(badge, isBare));
    deps.usage.count(credential.achievementId, 'wallet');
  });

  return router;
}
