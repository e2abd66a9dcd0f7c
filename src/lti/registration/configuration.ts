import type { PlatformFamily } from '../platform/platform.js';

/** The openid-configuration that a platform publishes for registration (LTI Dynamic Registration 1.0, 3.3). */
export interface PlatformConfiguration {
  readonly configurationUrl: string;
  readonly issuer: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  /** The `aud` of client assertions; absent: the token endpoint. */
  readonly tokenAudience?: string;
  readonly jwksUrl: string;
  readonly registrationUrl: string;
  readonly family: PlatformFamily;
  readonly version: string;
  readonly scopes?: readonly string[];
}
