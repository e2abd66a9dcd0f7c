/** The scope by which an app gets refresh tokens (OpenID Connect Core, 11; Open Badges 3.0 API, 7.1). */
export const OFFLINE = 'offline_access';

/** A program that registered itself to act in a person's name (RFC 7591), as at the Open Badges 3.0 API. */
export interface App {
  readonly id: string;
  readonly name: string;
  /** Its website; every address of it is of this host. */
  readonly uri: string;
  /** Its terms of use, and what it says of personal data. */
  readonly termsUri?: string;
  readonly policyUri?: string;
  readonly redirectUris: readonly string[];
  readonly scopes: readonly string[];
  readonly registeredAt: Date;
}

/** What a person let an app do, as a token stands for it. */
export interface AppGrant {
  readonly appId: string;
  /** Who they are, as the room that asked them says it. */
  readonly subject: string;
  readonly scopes: readonly string[];
  /** One consent: what was given by it ends together. */
  readonly consentId: string;
}
