import { opaqueOf } from '../people.js';
import { toolSettings, type Placement, type Tool, type ToolOptions } from '../tool.js';
import type { CanvasSite } from './site.js';

/** A tool as an administrator installs it, with the placements and variables that Laurel asks for unless others are named. */
export function draftTool(platform: CanvasSite, options: ToolOptions): Omit<Tool, 'link'> {
  const { authorizationUrl, tokenUrl, jwksUrl } = platform.endpoints;
  const common = toolSettings(options);
  const number = platform.number();
  const placement = (name: string, isDeepLinking: boolean): Placement => ({
    placement: name,
    messageType: isDeepLinking ? 'LtiDeepLinkingRequest' : 'LtiResourceLinkRequest',
    targetLinkUri: isDeepLinking ? common.deepLinkingUrl : common.launchUrl,
    label: common.name,
    custom: {},
  });
  const settings = {
    ...common,
    typeId: String(number),
    placements: options.placements ?? [
      placement('course_navigation', false),
      placement('assignment_selection', true),
      placement('link_selection', true),
    ],
    custom: options.custom ?? {
      canvas_user_id: '$Canvas.user.id',
      canvas_course_id: '$Canvas.course.id',
      canvas_assignment_id: '$Canvas.assignment.id',
      canvas_api_base_url: '$Canvas.api.baseUrl',
    },
  };
  return {
    clientId: options.clientId ?? String(10_000_000_000_000 + number),
    deploymentId: `${number}:${opaqueOf('account')}`,
    issuer: platform.issuer,
    authorizationUrl,
    tokenUrl,
    jwksUrl,
    settings,
  };
}
