import type { AuditEntry } from '../audit/index.js';
import type { Translate } from '../web/index.js';
import type { AuditNames } from './audit-names.js';

/** @returns the key of an action's sentence */
export const sentenceKey = (action: string): string =>
  `admin.audit.say.${action.replaceAll('.', '_')}`;

const BY_ITSELF: ReadonlySet<string> = new Set(['operator', 'laurel', 'self', 'system']);

function actorOf(t: Translate, actor: string, { actor: name }: AuditNames): string {
  if (name !== undefined) return name;
  if (actor.startsWith('token:')) return t('admin.audit.who.token');
  if (actor.startsWith('home:')) return t('admin.audit.who.home');
  return t(`admin.audit.who.${BY_ITSELF.has(actor) ? actor : 'gone'}`);
}

/** @returns what an entry of the audit log says, as one sentence */
export function auditSentence(t: Translate, entry: AuditEntry, names: AuditNames): string {
  const { details = {}, action } = entry;
  const count = Number(details['changed'] ?? details['people'] ?? details['count'] ?? 0);
  const key = sentenceKey(action);
  const said = t(key, {
    count,
    actor: actorOf(t, entry.actor, names),
    person: names.person ?? t('admin.audit.who.gone'),
    badge: names.badge ?? t('admin.audit.unknown.badge'),
    course: names.course ?? t('admin.audit.unknown.course'),
    pathway:
      typeof details['name'] === 'string' ? details['name'] : t('admin.audit.unknown.pathway'),
    endorser:
      typeof details['name'] === 'string' ? details['name'] : t('admin.audit.unknown.endorser'),
    work: typeof details['name'] === 'string' ? details['name'] : t('admin.audit.unknown.work'),
    platform: names.platform ?? t('admin.audit.unknown.platform'),
  });
  // What an earlier or a later version wrote has no sentence here.
  return said === key ? `${action} · ${entry.subject}` : said;
}
