import type { Exchange } from './exchange-store.js';
import { exchangeUrl } from './wallet-links.js';

type Asked = Pick<Exchange, 'id' | 'challenge'>;

/** What a wallet has to answer, and where. */
const answerOf = (publicUrl: string, { id, challenge }: Asked) => ({
  challenge,
  domain: new URL(publicUrl).host,
  interact: {
    service: [
      {
        type: 'UnmediatedHttpPresentationService2021',
        serviceEndpoint: exchangeUrl(publicUrl, id),
      },
    ],
  },
});

/** Builds the request to a wallet: to prove that it holds a key (VP Request, DIDAuthentication). */
export const buildRequest = (publicUrl: string, exchange: Asked): object => ({
  verifiablePresentationRequest: {
    query: [
      {
        type: 'DIDAuthentication',
        acceptedMethods: [{ method: 'key' }, { method: 'web' }],
        acceptedCryptosuites: [
          { cryptosuite: 'eddsa-rdfc-2022' },
          { cryptosuite: 'Ed25519Signature2020' },
        ],
      },
    ],
    ...answerOf(publicUrl, exchange),
  },
});

/**
 * Builds the answer at the QR code's address: the protocols that a wallet can use (VCALM, interaction URL). Learner
 * Credential Wallet does not know such addresses; it reads, at any address that it scans, the same request in the form
 * of CHAPI.
 */
export const buildInteraction = (publicUrl: string, exchange: Asked): object => ({
  protocols: { vcapi: exchangeUrl(publicUrl, exchange.id) },
  credentialRequestOptions: {
    web: {
      VerifiablePresentation: {
        query: { type: 'DIDAuthentication' },
        ...answerOf(publicUrl, exchange),
      },
    },
  },
});
