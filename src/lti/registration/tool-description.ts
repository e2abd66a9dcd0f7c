import { omitUndefined } from '../../base/index.js';
import { HISTORY_FIELD } from '../launch/context-history.js';
import { AGS_SCOPES } from '../services/line-item.js';
import { NRPS_SCOPE } from '../services/nrps.js';
import type { PlatformFamily } from '../platform/platform.js';

/** The scopes that the tool asks for, each with its reason, shown to administrators before anything is registered. */
export const REQUESTED_SCOPES: readonly { readonly scope: string; readonly reason: string }[] = [
  { scope: AGS_SCOPES.lineItemReadonly, reason: 'lti.scope.lineItemReadonly' },
  { scope: AGS_SCOPES.result, reason: 'lti.scope.result' },
  { scope: AGS_SCOPES.lineItem, reason: 'lti.scope.lineItem' },
  { scope: AGS_SCOPES.score, reason: 'lti.scope.score' },
  { scope: NRPS_SCOPE, reason: 'lti.scope.roster' },
];

export const REQUESTED_CLAIMS = ['iss', 'sub', 'name', 'given_name', 'family_name', 'email'];
export const TOOL_CONFIGURATION = 'https://purl.imsglobal.org/spec/lti-tool-configuration';

const NAME = 'Laurel';
const DESCRIPTION =
  'Turns assessments into micro-credentials: signed Open Badges 3.0 that learners keep and anyone can verify.';

/** @returns every address of this tool that a platform has to know */
export function toolAddresses(publicUrl: string) {
  return {
    launchUrl: `${publicUrl}/lti/launch`,
    loginUrl: `${publicUrl}/lti/login`,
    keysUrl: `${publicUrl}/lti/keys`,
    logoUrl: `${publicUrl}/public/logo.svg`,
    canvasUrl: `${publicUrl}/lti/canvas.json`,
    customParameters: `${HISTORY_FIELD}=$Context.id.history`,
    domain: new URL(publicUrl).host,
  };
}

/**
 * Custom parameters that the platform fills in at each launch. None may have the name of a deep-linked activity's,
 * which Moodle would let the tool's override.
 */
const CUSTOM: Readonly<Record<PlatformFamily, Record<string, string>>> = {
  moodle: { [HISTORY_FIELD]: '$Context.id.history' },
  canvas: {
    canvas_user_id: '$Canvas.user.id',
    canvas_course_id: '$Canvas.course.id',
    canvas_assignment_id: '$Canvas.assignment.id',
    canvas_api_url: '$Canvas.api.baseUrl',
    [HISTORY_FIELD]: '$Context.id.history',
  },
  other: { [HISTORY_FIELD]: '$Context.id.history' },
};

/**
 * The members of a placement that say to whom Canvas shows it (`roles` hide nothing there): whoever may edit the
 * course, or every member. Visitors of a public course never see it.
 */
const VISIBILITY = 'https://canvas.instructure.com/lti/visibility';
const visibilityOf = (type: string): 'admins' | 'members' =>
  type === 'LtiDeepLinkingRequest' ? 'admins' : 'members';

/** The places where Canvas shows the tool. */
const CANVAS_PLACEMENTS = [
  { placement: 'course_navigation', type: 'LtiResourceLinkRequest', label: 'Badges (Laurel)' },
  { placement: 'assignment_selection', type: 'LtiDeepLinkingRequest', label: 'Laurel badge' },
  { placement: 'link_selection', type: 'LtiDeepLinkingRequest', label: 'Laurel badge' },
  {
    placement: 'module_index_menu_modal',
    type: 'LtiDeepLinkingRequest',
    label: 'Add a Laurel badge',
  },
] as const;

function messagesFor(family: PlatformFamily, publicUrl: string): object[] {
  const { launchUrl, logoUrl } = toolAddresses(publicUrl);
  if (family === 'canvas') {
    return CANVAS_PLACEMENTS.map(({ placement, type, label }) => ({
      type,
      label,
      target_link_uri: launchUrl,
      placements: [placement],
      icon_uri: logoUrl,
      [VISIBILITY]: visibilityOf(type),
    }));
  }
  return [
    { type: 'LtiResourceLinkRequest' },
    {
      type: 'LtiDeepLinkingRequest',
      target_link_uri: launchUrl,
      label: 'Laurel badge',
      placements: ['ContentArea'],
    },
  ];
}

/** Builds the tool's registration request (LTI Dynamic Registration 1.0, 3.5). */
export function buildRegistration(
  family: PlatformFamily,
  publicUrl: string,
  supportedScopes: readonly string[] | undefined,
): object {
  const { launchUrl, loginUrl, keysUrl, logoUrl, domain } = toolAddresses(publicUrl);
  const scopes = REQUESTED_SCOPES.map(({ scope }) => scope);
  const asked = supportedScopes ? scopes.filter((one) => supportedScopes.includes(one)) : scopes;
  return {
    application_type: 'web',
    response_types: ['id_token'],
    grant_types: ['implicit', 'client_credentials'],
    initiate_login_uri: loginUrl,
    redirect_uris: [launchUrl],
    client_name: NAME,
    jwks_uri: keysUrl,
    logo_uri: logoUrl,
    token_endpoint_auth_method: 'private_key_jwt',
    scope: asked.join(' '),
    [TOOL_CONFIGURATION]: omitUndefined({
      domain,
      description: DESCRIPTION,
      target_link_uri: launchUrl,
      custom_parameters: CUSTOM[family],
      claims: REQUESTED_CLAIMS,
      messages: messagesFor(family, publicUrl),
      'https://canvas.instructure.com/lti/privacy_level':
        family === 'canvas' ? 'public' : undefined,
      'https://canvas.instructure.com/lti/vendor': family === 'canvas' ? NAME : undefined,
    }),
  };
}

/**
 * Builds the JSON configuration from which a Canvas developer key is made (Instructure, "Configuring LTI 1.3 tools").
 */
export function buildCanvasConfiguration(publicUrl: string): object {
  const { launchUrl, loginUrl, keysUrl, logoUrl, domain } = toolAddresses(publicUrl);
  return {
    title: NAME,
    description: DESCRIPTION,
    oidc_initiation_url: loginUrl,
    target_link_uri: launchUrl,
    public_jwk_url: keysUrl,
    scopes: REQUESTED_SCOPES.map(({ scope }) => scope),
    custom_fields: CUSTOM.canvas,
    extensions: [
      {
        domain,
        tool_id: 'laurel',
        platform: 'canvas.instructure.com',
        privacy_level: 'public',
        settings: {
          text: NAME,
          icon_url: logoUrl,
          placements: CANVAS_PLACEMENTS.map(({ placement, type, label }) => ({
            placement,
            message_type: type,
            text: label,
            enabled: true,
            visibility: visibilityOf(type),
            target_link_uri: launchUrl,
            icon_url: logoUrl,
          })),
        },
      },
    ],
  };
}
