/** The ways into a wallet for one exchange. */
export interface WalletLinks {
  /** The address in the QR code: a wallet that supports interaction URLs asks it for the protocols (VCALM, iuv=1). */
  readonly interaction: string;
  /** The link to Learner Credential Wallet on the same device. */
  readonly learnerCredentialWallet: string;
  /** The link to LearnCard on the same device. */
  readonly learnCard: string;
}

export const exchangeUrl = (publicUrl: string, id: string): string =>
  `${publicUrl}/api/exchanges/${id}`;

/** @returns the ways into a wallet for one exchange */
export function buildWalletLinks(
  publicUrl: string,
  exchange: { readonly id: string; readonly challenge: string },
): WalletLinks {
  const request = exchangeUrl(publicUrl, exchange.id);
  const query = new URLSearchParams({
    issuer: new URL(publicUrl).host,
    auth_type: 'bearer',
    challenge: exchange.challenge,
    vc_request_url: request,
  });
  return {
    interaction: `${publicUrl}/interactions/${exchange.id}?iuv=1`,
    learnerCredentialWallet: `https://lcw.app/request.html?${query.toString()}`,
    learnCard: `https://learncard.app/request?vc_request_url=${encodeURIComponent(request)}`,
  };
}
