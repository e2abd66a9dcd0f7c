import type { Request } from 'express';
import { z } from 'zod';
import { omitUndefined } from '../../base/index.js';
import type { PlatformConfiguration } from './configuration.js';
import { familyOfProduct, PRODUCTS, withPreset } from './presets.js';
import { mayBeAudience } from '../platform/token-audience.js';
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

/** The addresses that a registration cannot do without. */
const NEEDED = ['issuer', 'authorizationUrl', 'tokenUrl', 'jwksUrl'] as const;

/**
 * @returns the schema of the form that registers a platform by hand; what was left empty is what the product says by itself
 * @param isAllowed whether a platform may have an address
 * @param message of an address that is not allowed, or is missing
 */
export function manualSchema(isAllowed: (url: string) => boolean, message: string) {
  const address = z.string().trim().max(2_000).default('');
  const typed = z.object({
    name: z.string().trim().min(1).max(200),
    family: z.enum(PRODUCTS),
    issuer: address,
    clientId: z.string().trim().min(1).max(255),
    authorizationUrl: address,
    tokenUrl: address,
    jwksUrl: address,
    tokenAudience: z.string().trim().max(2_000).optional(),
    deploymentId: z.string().trim().max(255).optional(),
  });
  return typed.transform((form, context) => {
    const { name, family: product, clientId, deploymentId } = form;
    // Moodle's issuer never ends in a slash (its wwwroot has none), so one that was typed is removed; any other issuer is
    // kept as it was typed.
    const issuer = product === 'moodle' ? form.issuer.replace(/\/$/, '') : form.issuer;
    const { authorizationUrl, tokenUrl, jwksUrl, tokenAudience } = form;
    const given = { issuer, authorizationUrl, tokenUrl, jwksUrl, tokenAudience };
    const found = withPreset(product, given, clientId);
    for (const field of NEEDED)
      if (!isAllowed(found[field] ?? ''))
        context.addIssue({ code: 'custom', path: [field], message });
    const { tokenUrl: token = '', tokenAudience: audience } = found;
    if (audience !== undefined && !mayBeAudience(token, audience))
      context.addIssue({ code: 'custom', path: ['tokenAudience'], message });
    return omitUndefined({
      name,
      family: familyOfProduct(product),
      clientId,
      deploymentId,
      issuer: found.issuer ?? '',
      authorizationUrl: found.authorizationUrl ?? '',
      tokenUrl: found.tokenUrl ?? '',
      jwksUrl: found.jwksUrl ?? '',
      tokenAudience: found.tokenAudience,
    });
  });
}
