import { Router, type Request, type Response } from 'express';
import * as jose from 'jose';
import { html } from '../ui/html.js';
import { NRPS_SCOPE, SERVICE_SCOPES, type Privacy, type Tool } from '../platform.js';
import { crash, textOf } from './services.js';
import type { MoodleLike } from './moodle.js';

const CONFIGURATION = 'https://purl.imsglobal.org/spec/lti-tool-configuration';
const AGS_SCOPES = SERVICE_SCOPES.filter((scope) => scope.includes('lti-ags'));

const VARIABLES = [
  'basic-lti-launch-request',
  'ContentItemSelectionRequest',
  'ToolProxyRegistrationRequest',
  'Context.id',
  'Context.title',
  'Context.label',
  'Context.id.history',
  'Context.sourcedId',
  'Context.longDescription',
  'Context.timeFrame.begin',
  'CourseSection.title',
  'CourseSection.label',
  'CourseSection.sourcedId',
  'CourseSection.longDescription',
  'CourseSection.timeFrame.begin',
  'CourseSection.timeFrame.end',
  'ResourceLink.id',
  'ResourceLink.title',
  'ResourceLink.description',
  'User.id',
  'User.username',
  'Person.name.full',
  'Person.name.given',
  'Person.name.family',
  'Person.email.primary',
  'Person.sourcedId',
];

interface Registration {
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

function openidConfiguration(platform: MoodleLike) {
  const { endpoints } = platform;
  return {
    issuer: endpoints.issuer,
    token_endpoint: endpoints.tokenUrl,
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS256'],
    jwks_uri: endpoints.jwksUrl,
    authorization_endpoint: endpoints.authorizationUrl,
    registration_endpoint: endpoints.registrationUrl,
    scopes_supported: [
      'https://purl.imsglobal.org/spec/lti-bo/scope/basicoutcome',
      ...SERVICE_SCOPES,
      'https://purl.imsglobal.org/spec/lti-ts/scope/toolsetting',
      'openid',
    ],
    response_types_supported: ['id_token'],
    subject_types_supported: ['public', 'pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    claims_supported: ['sub', 'iss', 'name', 'given_name', 'family_name', 'email'],
    'https://purl.imsglobal.org/spec/lti-platform-configuration': {
      product_family_code: 'moodle',
      version: '4.5.6 (Build: 20250811)',
      messages_supported: [
        { type: 'LtiResourceLinkRequest' },
        { type: 'LtiDeepLinkingRequest', placements: ['ContentArea'] },
      ],
      variables: VARIABLES,
    },
  };
}

/** What is wrong with a registration, in Moodle's words; null when nothing is. */
function faultOf(body: Registration): string | null {
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

function describe(tool: Tool, body: Registration) {
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

function settingsOf(body: Registration) {
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

function create(platform: MoodleLike, clientId: string, body: Registration): Tool {
  const settings = settingsOf(body);
  const url = new URL(settings.launchUrl).origin;
  return platform.registerTool({ ...settings, url, clientId, active: false });
}

/** The tool keeps its client_id, its id and its state (lti_update_type). */
function update(tool: Tool, body: Registration): Tool {
  Object.assign(tool.settings, settingsOf(body));
  return tool;
}

/** What is on record for a tool, as the tool itself would say it. */
function recorded({ settings }: Tool): Registration {
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

async function register(platform: MoodleLike, req: Request, res: Response): Promise<void> {
  const plain = (status: number, text: string) => void res.status(status).type('html').send(text);
  if (req.method !== 'POST' && req.method !== 'GET') return plain(400, 'Unsupported operation');
  const token = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1];
  if (!token) return plain(401, 'missing_registration_token');
  let claims: jose.JWTPayload;
  try {
    claims = await platform.keys.verifyOwn(token, platform.now());
  } catch (error) {
    const isExpired = error instanceof jose.errors.JWTExpired;
    return crash(res, isExpired ? 'Expired token' : 'Wrong number of segments');
  }
  const isUpdate = claims.scope === 'reg-update';
  if (!isUpdate && claims.scope !== 'reg') return plain(403, 'Incorrect scope');
  // In an update `sub` is the id of the tool, in a registration the client_id to be.
  const old = isUpdate
    ? platform.tools.find(({ settings }) => settings.typeId === claims.sub)
    : undefined;
  if (isUpdate && !old) return plain(400, 'Unknown client');
  if (!isUpdate && platform.tool(claims.sub)) return plain(401, 'token_already_used');
  const json = (value: object) =>
    void res.set('content-type', 'application/json; charset=utf-8').send(JSON.stringify(value));
  if (req.method === 'GET') {
    return old ? json(describe(old, recorded(old))) : plain(400, 'Unsupported operation');
  }
  const body = (req.body ?? {}) as Registration;
  const fault = faultOf(body);
  if (fault) return plain(400, fault);
  const tool = old ? update(old, body) : create(platform, claims.sub!, body);
  json(describe(tool, body));
}

/** Moodle asks first where it has a tool of that site (registration_upgrade_choice_page). */
function choicePage(known: readonly Tool[], url: string): string {
  const address = (type: string) =>
    `/mod/lti/startltiadvregistration.php?${new URLSearchParams({ url, type }).toString()}`;
  return String(
    html`<!doctype html>
      <meta charset="utf-8" />
      <title>External tool</title>
      <p>There is already a tool of this site. Update it, or register it as a new external tool?</p>
      <ul>
        ${known.map(
          ({ settings }) =>
            html`<li><a href="${address(settings.typeId)}">Update ${settings.name}</a></li>`,
        )}
        <li><a href="${address('0')}">Register as a new external tool</a></li>
      </ul>`,
  );
}

/** LTI Dynamic Registration as Moodle 4.5 does it (mod/lti/openid-registration.php). */
export function registrationRoutes(platform: MoodleLike): Router {
  const router = Router();
  const paths = ['/mod/lti/openid-configuration.php', '/mod/lti/openid-registration.php'];
  router.use(paths, platform.log, platform.faults.middleware);
  router.get(paths[0]!, (_req, res) => void res.json(openidConfiguration(platform)));
  router.all(paths[1]!, (req, res) => register(platform, req, res));
  router.get('/mod/lti/startltiadvregistration.php', async (req, res) => {
    if (platform.whoIs(req)?.role !== 'admin') return res.redirect(303, '/people');
    const url = textOf(req.query.url);
    const type = textOf(req.query.type);
    const known = platform.tools.filter(({ settings }) => settings.domain === new URL(url).host);
    if (known.length > 0 && type === '') return void res.type('html').send(choicePage(known, url));
    const tool = known.find(({ settings }) => settings.typeId === type);
    res.redirect(302, await platform.startRegistration(url, tool));
  });
  return router;
}
