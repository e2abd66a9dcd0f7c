import { NRPS_SCOPE } from '../names.js';
import type { Privacy, Tool } from '../tool.js';
import { AGS_SCOPES, CONFIGURATION } from './openid-configuration.js';

export interface Registration {
  client_name?: string;
  initiate_login_uri?: string;
  redirect_uris?: unknown;
  jwks_uri?: string;
  response_types?: unknown;
  application_type?: string;
  token_endpoint_auth_method?: string;
  logo_uri?: string;
  scope?: string;
  [CONFIGURATION]?: {
    domain?: string;
    description?: string;
    target_link_uri?: string;
    custom_parameters?: Record<string, string>;
    claims?: string[];
    messages?: { type: string; target_link_uri?: string; label?: string }[];
  };
}

/** What is wrong with a registration, in Moodle's words; null when nothing is. */
export function faultOf(body: Registration): string | null {
  const configuration = body[CONFIGURATION];
  for (const name of [
    'client_name',
    CONFIGURATION,
    'initiate_login_uri',
    'redirect_uris',
  ] as const) {
    if (!body[name]) return `missing required attribute ${name}`;
  }
  if (!body.jwks_uri) return 'missing required attribute jwks_uri';
  const types = body.response_types;
  if (!Array.isArray(types) || !types.includes('id_token')) return 'invalid_response_types';
  if (body.token_endpoint_auth_method !== 'private_key_jwt') {
    return 'invalid_token_endpoint_auth_method';
  }
  if ((body.application_type ?? 'web') !== 'web') return 'invalid_application_type';
  if (!Array.isArray(body.redirect_uris)) return 'invalid_redirect_uris';
  const { domain, target_link_uri } = configuration!;
  if (!domain) return 'missing_domain';
  if (new URL(target_link_uri ?? `http://${domain}`).host !== domain) {
    return 'domain_targetlinkuri_mismatch';
  }
  return null;
}

function privacyOf(claims: string[]): Privacy {
  if (claims.includes('email')) return 'public';
  return claims.includes('name') || claims.includes('given_name') ? 'name_only' : 'anonymous';
}

/** Column management comes with `lineitem`; reading, results and scores with any AGS scope. */
function grantedScopes(asked: string[]): string[] {
  const ags = asked.some((scope) => scope.includes('lti-ags'))
    ? AGS_SCOPES.filter((scope) => !scope.endsWith('/lineitem') || asked.includes(scope))
    : [];
  return [...ags, ...(asked.includes(NRPS_SCOPE) ? [NRPS_SCOPE] : [])];
}

export function describe(tool: Tool, body: Registration) {
  const asked = (body.scope ?? '').split(' ');
  const configuration = body[CONFIGURATION]!;
  const hasAgs = asked.some((scope) => scope.includes('lti-ags'));
  const { settings } = tool;
  // The echo names every AGS scope when one was asked for; launches tell the truth.
  const scopes = [
    ...(hasAgs ? [...AGS_SCOPES].reverse() : []),
    ...(asked.includes(NRPS_SCOPE) ? [NRPS_SCOPE] : []),
  ];
  return {
    client_id: tool.clientId,
    response_types: ['id_token'],
    jwks_uri: settings.jwksUrl,
    initiate_login_uri: settings.loginUrl,
    grant_types: ['client_credentials', 'implicit'],
    redirect_uris: settings.redirectUris,
    application_type: 'web',
    token_endpoint_auth_method: 'private_key_jwt',
    client_name: settings.name,
    logo_uri: body.logo_uri ?? '',
    scope: scopes.join(' '),
    [CONFIGURATION]: {
      version: '1.3.0',
      deployment_id: tool.deploymentId,
      target_link_uri: settings.launchUrl,
      domain: settings.domain,
      description: configuration.description ?? '',
      messages: (configuration.messages ?? [])
        .filter(({ type }) => type === 'LtiDeepLinkingRequest')
        .map(({ type, target_link_uri }) => ({ type, target_link_uri })),
      custom_parameters: settings.custom,
      claims: ['sub', 'iss', 'name', 'family_name', 'given_name', 'email'].filter(
        (claim) => ['sub', 'iss'].includes(claim) || configuration.claims?.includes(claim),
      ),
    },
  };
}

export function settingsOf(body: Registration) {
  const configuration = body[CONFIGURATION]!;
  const launchUrl = configuration.target_link_uri ?? String((body.redirect_uris as string[])[0]);
  const deepLinking = configuration.messages?.find(({ type }) => type === 'LtiDeepLinkingRequest');
  return {
    name: body.client_name!,
    loginUrl: body.initiate_login_uri!,
    launchUrl,
    redirectUris: body.redirect_uris as string[],
    jwksUrl: body.jwks_uri!,
    deepLinkingUrl: deepLinking?.target_link_uri ?? launchUrl,
    scopes: grantedScopes((body.scope ?? '').split(' ')),
    privacy: privacyOf(configuration.claims ?? []),
    custom: configuration.custom_parameters ?? {},
  };
}

/** What is on record for a tool, as the tool itself would say it. */
export function recorded({ settings }: Tool): Registration {
  const claims: Record<Privacy, string[]> = {
    public: ['name', 'family_name', 'given_name', 'email'],
    name_only: ['name', 'family_name', 'given_name'],
    anonymous: [],
  };
  return {
    scope: settings.scopes.join(' '),
    [CONFIGURATION]: {
      claims: claims[settings.privacy],
      messages: [{ type: 'LtiDeepLinkingRequest', target_link_uri: settings.deepLinkingUrl }],
    },
  };
}
