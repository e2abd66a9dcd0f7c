import type { AgedRows } from '../store/index.js';
import { AUDIT_ACTIONS } from './actions.js';

/**
 * What an entry may be about for it to go. Entries about badges, rules, keys, issuers, platforms, erasures and what is kept stay: with
 * them it is shown later why a badge was given, who decided it and that nobody else did.
 */
const MAY_GO = new Set([
  ...['api', 'token', 'client', 'mail', 'digest', 'home', 'profile', 'operator', 'invitation'],
  ...['template', 'column', 'mirror', 'badge_column', 'canvas', 'canvas-key', 'canvas-events'],
  ...['moodle-web-services', 'moodle-events'],
]);

/** Actions whose entries go once they are old. */
export const agingActions = (): readonly string[] =>
  AUDIT_ACTIONS.filter((action) => MAY_GO.has(action.slice(0, action.indexOf('.'))));

/** Entries of the audit log that no badge rests on. */
export const agedEntries: AgedRows = {
  name: 'audit',
  collection: 'audit',
  since: 'at',
  filter: (platformId, before) => ({
    platformId,
    action: { $in: agingActions() },
    at: { $lt: before },
  }),
};
