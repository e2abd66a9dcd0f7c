import { Router, type Request, type Response } from 'express';
import type * as jose from 'jose';
import { SERVICE_SCOPES } from '../names.js';
import type { Placement, Privacy, Tool } from '../tool.js';
import type { CanvasSite } from './site.js';
import { textOf } from '../moodle/services.js';

const CONFIGURATION = 'https://purl.imsglobal.org/spec/lti-tool-configuration';
const PRIVACY = 'https://canvas.instructure.com/lti/privacy_level';
const PLACEMENTS = [
  'account_navigation',
  'assignment_edit',
  'assignment_selection',
  'assignment_view',
  'course_navigation',
  'editor_button',
  'link_selection',
  'module_index_menu_modal',
  'module_menu_modal',
  'user_navigation',
];

interface Message {
  type: Placement['messageType'];
  target_link_uri?: string;
  label?: string;
  placements?: string[];
  custom_parameters?: Record<string, string>;
}

interface Registration {
  application_type?: string;
  grant_types?: string[];
  response_types?: string[];
  redirect_uris?: string[];
  initiate_login_uri?: string;
  client_name?: string;
  jwks_uri?: string;
  token_endpoint_auth_method?: string;
  scope?: string;
  logo_uri?: string;
  [CONFIGURATION]?: {
    domain?: string;
    target_link_uri?: string;
    claims?: string[];
    messages?: Message[];
    custom_parameters?: Record<string, string>;
    [PRIVACY]?: Privacy;
  };
}

function openidConfiguration(platform: CanvasSite) {
  const { endpoints } = platform;
  return {
    issuer: endpoints.issuer,
    authorization_endpoint: endpoints.authorizationUrl,
    registration_endpoint: endpoints.registrationUrl,
    jwks_uri: endpoints.jwksUrl,
    token_endpoint: endpoints.tokenUrl,
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', ...SERVICE_SCOPES],
    response_types_supported: ['id_token'],
    id_token_signing_alg_values_supported: ['RS256'],
    claims_supported: ['sub', 'picture', 'email', 'name', 'given_name', 'family_name', 'locale'],
    subject_types_supported: ['public'],
    authorization_server: new URL(platform.baseUrl).host,
    'https://purl.imsglobal.org/spec/lti-platform-configuration': {
      product_family_code: 'canvas',
      version: 'cloud',
      messages_supported: [
        { type: 'LtiResourceLinkRequest', placements: PLACEMENTS },
        { type: 'LtiDeepLinkingRequest', placements: PLACEMENTS },
      ],
      variables: ['Canvas.user.id', 'Canvas.course.id', 'Canvas.assignment.id'],
      'https://canvas.instructure.com/lti/account_name': platform.siteName,
      'https://canvas.instructure.com/lti/account_lti_guid': 'canvas-like-account',
    },
  };
}

/** The bearer's claims, or null when it is missing, not ours, or its hour is over. */
async function readToken(platform: CanvasSite, req: Request): Promise<jose.JWTPayload | null> {
  const token = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1];
  if (!token) return null;
  try {
    const claims = await platform.keys.verifyOwn(token, platform.now());
    return typeof claims.uuid === 'string' && claims.root_account_global_id ? claims : null;
  } catch {
    return null;
  }
}

function faultsOf(body: Registration): string[] {
  const configuration = body[CONFIGURATION];
  const faults: string[] = [];
  const need = (isFine: unknown, fault: string) => void (isFine || faults.push(fault));
  need(body.application_type === 'web', "application_type must be 'web'");
  need(body.client_name, 'client_name is required');
  need(body.initiate_login_uri, 'initiate_login_uri is required');
  need(body.jwks_uri, 'jwks_uri is required');
  need(body.redirect_uris?.length, 'redirect_uris is required');
  need(body.response_types?.includes('id_token'), "response_types must include 'id_token'");
  need(
    ['client_credentials', 'implicit'].every((type) => body.grant_types?.includes(type)),
    "grant_types must include 'client_credentials' and 'implicit'",
  );
  need(
    body.token_endpoint_auth_method === 'private_key_jwt',
    "token_endpoint_auth_method must be 'private_key_jwt'",
  );
  for (const scope of (body.scope ?? '').split(' ').filter(Boolean)) {
    need(SERVICE_SCOPES.includes(scope), `Invalid scope: ${scope}`);
  }
  need(configuration?.domain, 'lti_tool_configuration.domain is required');
  need(configuration?.target_link_uri, 'lti_tool_configuration.target_link_uri is required');
  need(configuration?.messages, 'lti_tool_configuration.messages is required');
  for (const placement of configuration?.messages?.flatMap((one) => one.placements ?? []) ?? []) {
    need(PLACEMENTS.includes(placement), `Invalid placement: ${placement}`);
  }
  return faults;
}

function create(platform: CanvasSite, body: Registration): Tool {
  const configuration = body[CONFIGURATION]!;
  const launchUrl = configuration.target_link_uri!;
  const placements = (configuration.messages ?? []).flatMap((message) =>
    (message.placements ?? []).map((placement) => ({
      placement,
      messageType: message.type,
      targetLinkUri: message.target_link_uri ?? launchUrl,
      label: message.label ?? body.client_name!,
      custom: message.custom_parameters ?? {},
    })),
  );
  const deepLinking = placements.find((one) => one.messageType === 'LtiDeepLinkingRequest');
  return platform.registerTool({
    url: new URL(launchUrl).origin,
    name: body.client_name!,
    loginUrl: body.initiate_login_uri!,
    launchUrl,
    redirectUris: body.redirect_uris!,
    jwksUrl: body.jwks_uri!,
    deepLinkingUrl: deepLinking?.targetLinkUri ?? launchUrl,
    scopes: (body.scope ?? '').split(' ').filter(Boolean),
    privacy: configuration[PRIVACY] ?? 'anonymous',
    custom: configuration.custom_parameters ?? {},
    placements,
    active: false,
  });
}

async function register(platform: CanvasSite, req: Request, res: Response): Promise<void> {
  const claims = await readToken(platform, req);
  if (!claims) {
    return void res.status(401).json({ errorMessage: 'JWT did not include expected contents' });
  }
  const uuid = String(claims.uuid);
  if (platform.usedRegistrations.has(uuid)) {
    return void res.status(422).json({ errors: [{ message: 'guid has already been taken' }] });
  }
  const body = (req.body ?? {}) as Registration;
  const faults = faultsOf(body);
  if (faults.length > 0) {
    return void res.status(422).json({ errors: faults.map((message) => ({ message })) });
  }
  const tool = create(platform, body);
  platform.usedRegistrations.add(uuid);
  // There is no deployment_id: the administrator has yet to install the tool.
  res.json({
    client_id: tool.clientId,
    application_type: body.application_type,
    grant_types: body.grant_types,
    initiate_login_uri: body.initiate_login_uri,
    redirect_uris: body.redirect_uris,
    response_types: body.response_types,
    client_name: body.client_name,
    jwks_uri: body.jwks_uri,
    logo_uri: body.logo_uri ?? null,
    token_endpoint_auth_method: body.token_endpoint_auth_method,
    scope: tool.settings.scopes.join(' '),
    [CONFIGURATION]: {
      ...body[CONFIGURATION],
      'https://canvas.instructure.com/lti/registration_config_url': `${platform.baseUrl}/api/lti/registrations/${tool.settings.typeId}/view`,
    },
  });
}

/** The openid-configuration, at the issuer's address: it needs the registration token. */
export function configurationRoutes(platform: CanvasSite): Router {
  const router = Router();
  const path = '/api/lti/security/openid-configuration';
  router.use(path, platform.log, platform.faults.middleware);
  router.get(path, async (req, res) => {
    if (!(await readToken(platform, req))) {
      return void res.status(401).json({ errors: [{ message: 'Invalid registration token' }] });
    }
    res.json(openidConfiguration(platform));
  });
  return router;
}

/** LTI Dynamic Registration at the school's address. */
export function registrationRoutes(platform: CanvasSite): Router {
  const router = Router();
  const path = '/api/lti/registrations';
  router.post(path, platform.log, platform.faults.middleware, (req, res) =>
    register(platform, req, res),
  );
  router.get('/api/lti/register', async (req, res) => {
    if (platform.whoIs(req)?.role !== 'admin') return res.redirect(303, '/people');
    res.redirect(302, await platform.startRegistration(textOf(req.query.registration_url)));
  });
  return router;
}
