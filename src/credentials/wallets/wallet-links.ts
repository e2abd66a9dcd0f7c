/** The ways into a wallet for one exchange. */
export interface WalletLinks {
  /** For a QR code: any wallet that knows interaction URLs asks it what it speaks (VCALM, iuv=1). */
  readonly interaction: string;
  /** Same device: Learner Credential Wallet. */
  readonly learnerCredentialWallet: string;
  /** Same device: LearnCard. */
  readonly learnCard: string;
}

export const exchangeUrl = (publicUrl: string, id: string): string =>
  `${publicUrl}/api/exchanges/${id}`;

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
