/**
 * Everything that the audit log can say that somebody did. What is added here needs a sentence in every language:
 * `admin.audit.say.<action>`, with `_` in place of the dot.
 */
export const AUDIT_ACTIONS = [
  ...(['api.called', 'token.made', 'token.revoked'] as const),
  ...(['client.made', 'client.revoked', 'badge.sent'] as const),
  ...(['home.app_allowed', 'home.app_called', 'home.app_ended'] as const),
  ...(['achievement.created', 'achievement.published'] as const),
  ...(['award.award', 'award.deny', 'award.keep', 'award.revoke', 'award.renew'] as const),
  ...(['award.revoke_undone', 'award.kept_all', 'award.bulk_started', 'award.bulk_undo'] as const),
  ...(['award.bulk_done', 'award.bulk_undone', 'award.bulk_cancelled'] as const),
  ...(['badge.bound', 'badge.updated', 'badge.revoked', 'badge.suspended'] as const),
  ...(['badge.reinstated', 'badge.superseded', 'badge.withdrawn'] as const),
  ...(['badge_column.created', 'badge_column.removed'] as const),
  ...(['canvas.authorised', 'canvas-key.saved', 'canvas-events.opened'] as const),
  ...(['moodle-web-services.connected', 'moodle-web-services.disconnected'] as const),
  ...(['moodle-events.opened', 'column.created', 'mirror.created', 'mirror.confirmed'] as const),
  ...(['correction.answered', 'deployment.approved', 'deployment.refused'] as const),
  ...(['deployment.waiting', 'deployment.shares', 'digest.begun', 'digest.ended'] as const),
  ...(['home.joined', 'home.left', 'home.entered', 'home.signed_out'] as const),
  ...(['home.merged', 'home.address_added', 'home.address_removed', 'home.erased'] as const),
  ...(['profile.shown', 'profile.hidden'] as const),
  ...(['import.begun', 'import.reissued', 'import.undone'] as const),
  ...(['invitation.made', 'invitation.withdrawn', 'issuer.changed'] as const),
  ...(['issuerKey.rotated', 'issuerKey.compromised', 'key.rotated', 'secrets.resealed'] as const),
  ...(['learner.confirmed', 'mail.resent', 'mail.address_bounced', 'mail.address_works'] as const),
  ...(['operator.entered', 'person.erased'] as const),
  ...(['platform.added', 'platform.registered', 'platform.updated', 'platform.enabled'] as const),
  ...(['platform.disabled', 'platform.admits', 'platform.asks', 'platform.together'] as const),
  ...(['platform.apart', 'platform.policy', 'platform.frames'] as const),
  ...(['platform.service_origin', 'platform.continued', 'restriction.confirmed'] as const),
  ...(['rule.activated', 'rule.submitted', 'rule.paused', 'rule.resumed', 'rule.ended'] as const),
  ...(['rule.end_undone', 'rule.release_confirmed', 'rule.changed'] as const),
  ...(['rule.activation_undone', 'rule.approved', 'rule.sent_back', 'rules.brought'] as const),
  ...([
    'retention.applied',
    'retention.chosen',
    'store.released',
    'succession.asked',
    'succession.declined',
  ] as const),
  ...(['webhook.made', 'webhook.paused', 'webhook.resumed', 'webhook.rotated'] as const),
  ...(['webhook.removed', 'webhook.replayed', 'step.ticked', 'step.unticked'] as const),
  ...(['template.saved', 'template.published', 'template.removed'] as const),
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];
