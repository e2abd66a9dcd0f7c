/** Everything that the feed tells. A type is never renamed; a consumer passes over those that it does not know. */
export const EVENT_TYPES = [
  'achievement.published',
  'award.given',
  'award.renewed',
  'award.reinstated',
  'award.revoked',
  'check.failed',
  'check.recovered',
  'correction.answered',
  'correction.asked',
  'credential.reinstated',
  'credential.revoked',
  'credential.suspended',
  'credential.updated',
  'rule.activated',
  'rule.changed',
  'rule.ended',
  'rule.paused',
  'rule.resumed',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

const KNOWN: ReadonlySet<string> = new Set(EVENT_TYPES);

export const isEventType = (text: string): text is EventType => KNOWN.has(text);
