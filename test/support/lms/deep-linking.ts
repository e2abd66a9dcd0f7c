import type { Course, Link } from './course.js';
import type { ContentItem, DeepLinkingResponse } from './deep-linking-response.js';
import { LTI } from './names.js';
import type { TestPlatform } from './platform.js';
import type { Tool } from './tool.js';

const DL = 'https://purl.imsglobal.org/spec/lti-dl/claim/';

/**
 * Reads a deep linking response as the platforms do: signed by the tool's key, `iss` its client id, `aud` the issuer, a
 * nonce, the right message type, version and deployment. Throws with the reason when it does not hold.
 */
export async function readDeepLinkingResponse(
  platform: TestPlatform,
  tool: Tool,
  course: Course,
  token: string,
): Promise<DeepLinkingResponse> {
  const claims = await platform.toolKeys.verify(token, tool.settings.jwksUrl, {
    issuer: tool.clientId,
    audience: platform.issuer,
    requiredClaims: ['exp', 'iat', 'nonce'],
  });
  const expected = {
    [`${LTI}message_type`]: 'LtiDeepLinkingResponse',
    [`${LTI}version`]: '1.3.0',
    [`${LTI}deployment_id`]: tool.deploymentId,
  };
  for (const [name, value] of Object.entries(expected)) {
    if (claims[name] !== value) throw new Error(`${name} is not ${value}`);
  }
  const text = (name: string) => {
    const value = claims[`${DL}${name}`];
    return typeof value === 'string' ? value : '';
  };
  const items = (claims[`${DL}content_items`] ?? []) as ContentItem[];
  return { tool, course, items, message: text('msg'), error: text('errormsg') };
}

/** Makes the links (and their columns) of a response that a teacher has confirmed. */
export function keepItems(platform: TestPlatform, response: DeepLinkingResponse): Link[] {
  const { tool, course } = response;
  return response.items
    .filter((item) => item.type === 'ltiResourceLink')
    .map((item) => {
      const title = item.title ?? tool.settings.name;
      const { lineItem } = item;
      const link = platform.addLink(tool, {
        course,
        title,
        description: item.text ?? '',
        targetLinkUri: item.url ?? tool.settings.launchUrl,
        custom: item.custom ?? {},
        maximum: lineItem?.scoreMaximum ?? null,
        resourceId: lineItem?.resourceId ?? '',
        tag: lineItem?.tag ?? '',
        // Canvas names the assignment by the line item; Moodle ignores its label.
        label: (platform.kind === 'canvas' ? lineItem?.label : undefined) ?? title,
      });
      const due = item.submission?.endDateTime;
      if (platform.kind === 'canvas' && link.column && due) link.column.dueAt = new Date(due);
      return link;
    });
}
