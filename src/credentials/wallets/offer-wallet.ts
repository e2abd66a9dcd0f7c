import type { Response } from 'express';
import { randomId, type Clock } from '../../base/index.js';
import type { Web } from '../../web/index.js';
import { qrSvg } from '../certificate/qr.js';
import type { Credential } from '../credential/credential.js';
import type { Exchange, ExchangeStore } from './exchange-store.js';
import { buildWalletLinks } from './wallet-links.js';

const LASTS_MS = 15 * 60_000;

/**
 * Opens the way into a wallet for a badge, for a quarter of an hour, and answers with the page that shows it. Whether the
 * visitor may is asked before.
 * @param back the path that the page leads back to
 */
export type OfferWallet = (res: Response, credential: Credential, back: string) => Promise<void>;

/** @returns what opens ways into wallets */
export function createOfferWallet({
  publicUrl,
  clock,
  page,
  exchanges,
}: {
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly page: Web['page'];
  readonly exchanges: Pick<ExchangeStore, 'insert'>;
}): OfferWallet {
  return async (res, credential, back) => {
    const now = clock.now();
    const exchange: Exchange = {
      id: randomId(),
      credentialId: credential.id,
      challenge: randomId(),
      createdAt: now,
      expiresAt: new Date(now.getTime() + LASTS_MS),
    };
    await exchanges.insert(exchange);
    const links = buildWalletLinks(publicUrl, exchange);
    const qr = Buffer.from(qrSvg(links.interaction)).toString('base64');
    page(res, 'credentials/wallet', {
      title: res.req.t('keep.wallet.title'),
      noindex: true,
      links,
      expiresAt: exchange.expiresAt,
      badge: credential.achievementName,
      qr: `data:image/svg+xml;base64,${qr}`,
      back,
    });
  };
}
