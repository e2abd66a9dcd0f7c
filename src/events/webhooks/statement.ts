import { createHash } from 'node:crypto';

/** What a statement says of a badge. */
export interface EarnedBadge {
  /** The id of the event. */
  readonly eventId: string;
  /** Where the person has an account: the learning platform's address. */
  readonly homePage: string;
  /** What the platform calls the person: opaque (`sub`). */
  readonly accountName: string;
  /** The achievement's address. */
  readonly url: string;
  readonly name: string;
  readonly description: string;
  /** BCP 47; absent: not known. */
  readonly language?: string | undefined;
  readonly earnedAt: Date;
}

/** The namespace of URLs (RFC 9562, 6.6). */
const NAMESPACE = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex');

/** @returns the UUID of a name (RFC 9562, 5.5): the same each time, so that a store that has the statement says so */
function uuidOf(name: string): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const RECIPE = 'http://specification.openbadges.org/xapi';

/** @returns that somebody earned a badge, as a statement (xAPI 1.0.3) by the recipe of Open Badges */
export function earnedStatement(badge: EarnedBadge): object {
  const words = (text: string) => ({ [badge.language ?? 'und']: text });
  return {
    id: uuidOf(`urn:laurel:event:${badge.eventId}`),
    actor: {
      objectType: 'Agent',
      account: { homePage: badge.homePage, name: badge.accountName },
    },
    verb: { id: `${RECIPE}/verbs/earned`, display: { en: 'earned' } },
    object: {
      objectType: 'Activity',
      id: badge.url,
      definition: {
        type: 'http://activitystrea.ms/schema/1.0/badge',
        name: words(badge.name),
        description: words(badge.description),
        extensions: { [`${RECIPE}/extensions/badgeclass`]: { '@id': badge.url } },
      },
    },
    context: {
      contextActivities: {
        category: [
          {
            id: `${RECIPE}/recipe/base/0_0_2`,
            definition: { type: 'http://id.tincanapi.com/activitytype/recipe' },
          },
        ],
      },
    },
    timestamp: badge.earnedAt.toISOString(),
  };
}
