import { SignJWT } from 'jose';
import { InvalidInput, randomId, type Clock, omitUndefined } from '../../base/index.js';
import { DEEP_LINKING, LTI } from '../launch/claims.js';
import type { DeepLinkingSettings, Launch } from '../launch/launch.js';
import type { Platform } from '../platform/platform.js';
import type { ToolKeys } from '../keys/tool-keys.js';

/** Something that an activity can lead to: a badge. */
export interface DeepLinkChoice {
  /** The choice's id, which comes back with each launch of the activity as the custom field `laurel_badge`. */
  readonly id: string;
  readonly title: string;
  readonly text?: string;
  /** The gradebook column that the platform makes with the activity; absent: none. */
  readonly lineItem?: {
    readonly label: string;
    readonly scoreMaximum: number;
    readonly resourceId?: string;
    readonly tag?: string;
  };
  /** When the activity opens; platforms that take dates show and enforce it (Deep Linking 2.0, 3.2: `available`). */
  readonly startsAt?: Date;
  readonly endsAt?: Date;
}

/** The custom field that names the badge of a deep-linked activity. */
export const BADGE_FIELD = 'laurel_badge';

const LINK = 'ltiResourceLink';

function timesOf({ startsAt, endsAt }: DeepLinkChoice) {
  if (startsAt === undefined && endsAt === undefined) return undefined;
  return omitUndefined({
    startDateTime: startsAt?.toISOString(),
    endDateTime: endsAt?.toISOString(),
  });
}

/** One LTI resource link content item (LTI Deep Linking 2.0, 3.2 and AGS 2.0, 3.1.2). */
export function contentItemOf(
  choice: DeepLinkChoice,
  settings: DeepLinkingSettings,
  launchUrl: string,
): object {
  const { id, title, text, lineItem } = choice;
  const times = timesOf(choice);
  return omitUndefined({
    type: LINK,
    title,
    url: launchUrl,
    custom: { [BADGE_FIELD]: id },
    text,
    lineItem: lineItem === undefined || !settings.acceptLineItem ? undefined : lineItem,
    available: times,
    submission: times,
  });
}

/**
 * The signed answer to a deep linking request (LTI Deep Linking 2.0, 4.4).
 * @param choices none: the person went back without choosing
 * @throws InvalidInput where the platform takes no links to a tool, or one alone
 */
export async function buildDeepLinkingResponse(
  deps: { readonly toolKeys: ToolKeys; readonly clock: Clock; readonly launchUrl: string },
  platform: Platform,
  launch: Launch,
  choices: readonly DeepLinkChoice[],
): Promise<{ returnUrl: string; jwt: string }> {
  const settings = launch.deepLinking;
  if (settings === undefined || (choices.length > 0 && !settings.acceptTypes.includes(LINK))) {
    throw new InvalidInput('deep_linking_unfit', 'This place takes no link to a badge.');
  }
  if (choices.length > 1 && !settings.acceptMultiple) {
    throw new InvalidInput('deep_linking_one_only', 'This place takes one badge at a time.');
  }
  const { kid, privateKey } = await deps.toolKeys.signer();
  const now = Math.floor(deps.clock.now().getTime() / 1000);
  const jwt = await new SignJWT(
    omitUndefined({
      nonce: randomId(),
      [`${LTI}message_type`]: 'LtiDeepLinkingResponse',
      [`${LTI}version`]: '1.3.0',
      [`${LTI}deployment_id`]: launch.launchDeploymentId ?? launch.deploymentId,
      [`${DEEP_LINKING}content_items`]: choices.map((choice) =>
        contentItemOf(choice, settings, deps.launchUrl),
      ),
      // The platform's own value, to be returned unchanged (LTI Deep Linking 2.0, 3.4.1).
      [`${DEEP_LINKING}data`]: settings.data,
    }),
  )
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
    .setIssuer(platform.clientId)
    .setAudience(platform.issuer)
    .setIssuedAt(now)
    .setExpirationTime(now + 300)
    .sign(privateKey);
  return { returnUrl: settings.returnUrl, jwt };
}
