import { omitUndefined } from '../../base/index.js';
import type { AchievementFacts, BadgeFacts } from './facts.js';
import { readRecipient } from './read-badge.js';
import { identifierOf, readClass } from './read-class.js';
import { addressOf, isObject, listOf, momentOf, rawText, type Json } from './texts.js';

/** Members in which programming interfaces put their lists: Badgr's, Credly's, and others'. */
const LISTS = ['result', 'data', 'badges', 'badgeclasses', 'assertions', 'credentials', 'items'];

/** @returns the objects of a list, as exports of other systems hold them; null where this is one thing of its own */
export function itemsOf(value: unknown): readonly Json[] | null {
  if (Array.isArray(value)) return value.filter(isObject);
  if (!isObject(value) || '@context' in value || 'badge' in value) return null;
  const list = LISTS.map((name) => value[name]).find(Array.isArray);
  return list?.filter(isObject) ?? (isExportItem(value) ? [value] : null);
}

const textOfMember = (item: Json, name: string): string => rawText(item[name])?.toLowerCase() ?? '';

const isTemplate = (item: Json): boolean =>
  textOfMember(item, 'entityType') === 'badgeclass' ||
  [item['type'], item['@type']]
    .flat()
    .some((type) => type === 'BadgeClass' || type === 'Achievement') ||
  'criteria_html' in item ||
  ('name' in item && ('badge_template_activities' in item || 'vanity_slug' in item));

const isGiven = (item: Json): boolean =>
  textOfMember(item, 'entityType') === 'assertion' ||
  isObject(item['badge_template']) ||
  ('recipient_email' in item && 'issued_at' in item) ||
  ('badge_id' in item && 'recipient' in item);

const isExportItem = (item: Json): boolean => isTemplate(item) || isGiven(item);

/** Months, of Badgr's `{amount, duration}` and of Open Badge Factory's number. */
function monthsOf(value: unknown): number | undefined {
  const { amount, duration } = isObject(value) ? value : { amount: value, duration: 'months' };
  const each = { days: 1 / 30.44, weeks: 7 / 30.44, months: 1, years: 12 }[String(duration)];
  const months = Math.round(Number(amount) * (each ?? NaN));
  return months >= 1 && months <= 600 ? months : undefined;
}

/** Credly's skills and activities are lists of objects with names. */
const namesOf = (value: unknown): string[] =>
  listOf(value).flatMap(
    (one) => rawText(isObject(one) ? (one['name'] ?? one['title']) : one) ?? [],
  );

function readTemplate(item: Json): AchievementFacts | null {
  const activities = namesOf(item['badge_template_activities']).map((name) => `- ${name}`);
  const base = readClass({
    ...item,
    tags: item['tags'] ?? namesOf(item['skills']),
    criteriaText: activities.join('\n'),
  });
  const months = monthsOf(item['expires']);
  return base && omitUndefined({ ...base, months: months ?? base.months });
}

const GONE = new Set(['revoked', 'rejected']);

function readGiven(item: Json): BadgeFacts {
  const template = item['badge_template'];
  const recipient: unknown = item['recipient_email'] ?? listOf(item['recipient'])[0];
  return omitUndefined({
    id:
      identifierOf(item['openBadgeId']) ?? addressOf(item['badge_url']) ?? identifierOf(item['id']),
    achievement: (isObject(template) ? readTemplate(template) : undefined) ?? undefined,
    achievementUrl:
      addressOf(item['badgeclassOpenBadgeId']) ??
      rawText(item['badgeclass'] ?? item['badge_id'])?.slice(0, 500),
    recipient: readRecipient(recipient),
    issuedAt: momentOf(item['issuedOn'] ?? item['issued_at'] ?? item['issued_on']),
    expiresAt: momentOf(item['expires'] ?? item['expires_at']),
  });
}

/** What an item of a list is. */
export type Item =
  | { readonly kind: 'achievement'; readonly facts: AchievementFacts }
  | { readonly kind: 'award'; readonly facts: BadgeFacts }
  | { readonly kind: 'revoked' }
  /** A badge, or nothing that is known here. */
  | { readonly kind: 'document' };

/** Reads an item of an export of Badgr (Parchment, Canvas Credentials), Credly or Open Badge Factory. */
export function readItem(item: Json): Item {
  if (isGiven(item)) {
    if (item['revoked'] === true || GONE.has(textOfMember(item, 'state')))
      return { kind: 'revoked' };
    return { kind: 'award', facts: readGiven(item) };
  }
  const facts = isTemplate(item) ? readTemplate(item) : null;
  return facts === null ? { kind: 'document' } : { kind: 'achievement', facts };
}
