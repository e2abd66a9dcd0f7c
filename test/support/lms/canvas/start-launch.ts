import { omitUndefined } from '../../../../src/base/index.js';
import type { LaunchOptions, LoginRequest, PendingLaunch } from '../launching.js';
import { opaqueOf } from '../people.js';
import type { Tool } from '../tool.js';
import { targetOf } from './launch.js';
import type { CanvasSite } from './site.js';

/** Told at the login and beside the id_token. */
export const storageTargetOf = ({ settings }: Tool): string | undefined =>
  settings.storage ? 'post_message_forwarding' : undefined;

/** Canvas's hint is a JWT naming the school's domain and the cached launch. */
function messageHint(platform: CanvasSite, verifier: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { verifier, canvas_domain: new URL(platform.baseUrl).host };
  return `${part({ typ: 'JWT', alg: 'HS256' })}.${part(claims)}.${opaqueOf(verifier)}`;
}

/** The launch that a hint names. */
export function launchOf(
  platform: CanvasSite,
  hint: string | undefined,
): PendingLaunch | undefined {
  try {
    const { verifier } = JSON.parse(
      Buffer.from((hint ?? '').split('.')[1] ?? '', 'base64url').toString(),
    ) as { verifier: string };
    return platform.launches.get(verifier);
  } catch {
    return undefined;
  }
}

/** The third-party initiated login of a launch, which is kept until the tool asks to be authorised. */
export function startLaunch(platform: CanvasSite, options: LaunchOptions): LoginRequest {
  const person = platform.person(options.as);
  const message = options.message ?? 'resource-link';
  const isDeepLinking = message === 'deep-linking';
  const ofLink = options.link && platform.toolOf(options.link);
  const tool = options.tool ?? ofLink ?? platform.tools[0];
  if (!tool) throw new Error('No tool is registered');
  const hasLink = !isDeepLinking && !options.placement;
  const link = hasLink ? (options.link ?? tool.link) : null;
  const course = options.course ?? link?.course ?? platform.course;
  const placement =
    options.placement ?? (isDeepLinking ? 'assignment_selection' : 'assignment_view');
  const launch = platform.rememberLaunch({ person, tool, link, course, message, placement });
  const { settings } = tool;
  return {
    method: 'POST',
    url: settings.loginUrl,
    fields: omitUndefined({
      iss: platform.issuer,
      login_hint: person.sub,
      client_id: tool.clientId,
      deployment_id: tool.deploymentId,
      lti_deployment_id: tool.deploymentId,
      target_link_uri: targetOf(launch),
      lti_message_hint: messageHint(platform, launch.id),
      canvas_environment: 'prod',
      canvas_region: 'us-east-1',
      lti_storage_target: storageTargetOf(tool),
    }),
  };
}
