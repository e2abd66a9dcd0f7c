import type { Request } from 'express';
import { z } from 'zod';
import type { PlatformConfiguration } from './configuration.js';
import { toolAddresses } from './tool-description.js';

const text = z.string().min(1).max(8_000);

export const querySchema = z.object({
  invite: z.string().min(1).max(100),
  openid_configuration: text.optional(),
  registration_token: text.optional(),
});

/** What the consent page carries from question to answer, sealed against changes. */
export interface Offer {
  readonly secret: string;
  readonly found: PlatformConfiguration;
  readonly token: string | undefined;
  /** The id of the platform that is updated rather than registered, as the page said. */
  readonly updates?: string;
  readonly expiresAt: number;
}

/** @returns the addresses that an administrator enters at a platform, with their labels */
export function addressList(req: Request, publicUrl: string) {
  const { launchUrl, loginUrl, keysUrl, canvasUrl, domain, customParameters } =
    toolAddresses(publicUrl);
  const row = (id: string, value: string) => ({ id, value, label: req.t(`lti.register.${id}`) });
  return [
    row('launchUrl', launchUrl),
    row('loginUrl', loginUrl),
    row('redirectUri', launchUrl),
    row('keysUrl', keysUrl),
    row('deepLinkingUrl', launchUrl),
    row('domain', domain),
    row('customParameters', customParameters),
    row('canvasUrl', canvasUrl),
  ];
}

/**
 * @returns the schema of the form that registers a platform by hand
 * @param isAllowed whether a platform may have an address
 * @param message of an address that is not allowed
 */
export function manualSchema(isAllowed: (url: string) => boolean, message: string) {
  const address = z.string().trim().max(2_000).refine(isAllowed, message);
  const schema = z.object({
    name: z.string().trim().min(1).max(200),
    family: z.enum(['moodle', 'canvas', 'other']),
    issuer: address,
    clientId: z.string().trim().min(1).max(255),
    authorizationUrl: address,
    tokenUrl: address,
    jwksUrl: address,
    deploymentId: z.string().trim().max(255).optional(),
  });
  // Moodle's issuer never ends in a slash (its wwwroot has none), so one that was typed is removed; any other issuer is
  // kept as it was typed.
  return schema.transform((typed) =>
    typed.family === 'moodle' ? { ...typed, issuer: typed.issuer.replace(/\/$/, '') } : typed,
  );
}
