import type { AuditEntry } from '../audit/index.js';
import { labelOf, personIdOf } from '../people/index.js';
import type { AdminDeps } from './admin-page.js';

/** What an entry of the audit log is about, by the names of today; what is not known (any more) is absent. */
export interface AuditNames {
  readonly actor?: string;
  readonly person?: string;
  readonly badge?: string;
  readonly course?: string;
  readonly platform?: string;
  /** Why somebody decided it, where that is kept with what they decided. */
  readonly reason?: string;
}

type NameDeps = Pick<
  AdminDeps,
  'people' | 'rules' | 'awards' | 'achievements' | 'credentials' | 'lti'
>;

/** Remembers answers within one page: many entries are about the same. */
function once<T>(find: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const found = known.get(key) ?? find(key);
    known.set(key, found);
    return found;
  };
}

/** The same for many with one question: those that are asked about before anything else happens are asked about together. */
function together<T>(
  findMany: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): (key: string) => Promise<T | undefined> {
  let next: { readonly keys: Set<string>; readonly found: Promise<ReadonlyMap<string, T>> } | null =
    null;
  return once(async (key) => {
    if (next === null) {
      const keys = new Set<string>();
      // What is under way in this turn of the loop may still add to them.
      const found = new Promise((done) => setImmediate(done)).then(() => {
        next = null;
        return findMany([...keys]);
      });
      next = { keys, found };
    }
    next.keys.add(key);
    return (await next.found).get(key);
  });
}

const gone = () => undefined;

/** @returns finds the names of entries; to be made for each page, for names change */
export function createAuditNames(deps: NameDeps): (entry: AuditEntry) => Promise<AuditNames> {
  const personName = together(async (ids) => {
    const persons = await deps.people.findMany(ids);
    return new Map(
      persons.flatMap((person) =>
        person.erasedAt === undefined ? [[person.id, labelOf(person)] as const] : [],
      ),
    );
  });
  const platformName = once(async (id) => (await deps.lti.platforms.find(id))?.name);
  const courseTitle = once(async (key) => {
    const [platformId, deploymentId, contextId] = JSON.parse(key) as [string, string, string];
    return (await deps.lti.contexts.find({ platformId, deploymentId, contextId }))?.title;
  });
  const findRule = once(async (key) => {
    const [id, platformId, deploymentId, contextId] = JSON.parse(key) as [
      ...[string, string, string, string],
    ];
    return deps.rules.store.get({ platformId, deploymentId, contextId }, id);
  });
  const achievementName = once(async (key) => {
    const [id = '', version] = key.split(' ');
    if (version !== undefined)
      return (await deps.achievements.getVersion(id, Number(version))).content.name;
    const { latestVersion, draft } = await deps.achievements.get(id);
    if (latestVersion === 0) return draft?.name;
    return (await deps.achievements.getVersion(id, latestVersion)).content.name;
  });

  async function ruleOf({ subject, platformId, deploymentId, contextId }: AuditEntry) {
    const [kind, id = ''] = subject.split(':');
    if (kind !== 'rule' || !platformId || !deploymentId || !contextId) return null;
    return findRule(JSON.stringify([id, platformId, deploymentId, contextId]));
  }

  async function courseOf({ platformId, deploymentId, contextId }: AuditEntry) {
    if (!platformId || !deploymentId || !contextId) return undefined;
    return courseTitle(JSON.stringify([platformId, deploymentId, contextId]));
  }

  /** What was done is said of a person's key, a person, or a badge that has one. */
  async function aboutCredential({ subject }: AuditEntry) {
    const [kind, id = ''] = subject.split(':');
    if (kind !== 'credential') return {};
    const found = await deps.credentials.find(id);
    if (found === null) return {};
    const { credentialSubject } = JSON.parse(found.json) as {
      credentialSubject?: { achievement?: { name?: string } };
    };
    return { personId: found.personId, badge: credentialSubject?.achievement?.name };
  }

  function personIdIn({ details, subject }: AuditEntry): string | undefined {
    const key = details?.['personKey'];
    if (typeof key === 'string') {
      const at = key.indexOf('/');
      return personIdOf(key.slice(0, at), key.slice(at + 1));
    }
    return /^person:(.+)$/.exec(subject)?.[1];
  }

  async function reasonOf(entry: AuditEntry, achievementId: string): Promise<string | undefined> {
    const key = entry.details?.['personKey'];
    if (typeof key !== 'string') return undefined;
    const awards = await deps.awards.store.findFor(achievementId, [key]);
    return awards.find(({ actor }) => actor === entry.actor)?.reason;
  }

  return async (entry) => {
    const [rule, course, credential] = await Promise.all([
      ruleOf(entry),
      courseOf(entry).catch(gone),
      aboutCredential(entry),
    ]);
    const achievement = /^achievement:(.+)$/.exec(entry.subject)?.[1];
    const badgeKey = rule ? `${rule.achievementId} ${rule.achievementVersion}` : achievement;
    const personId = personIdIn(entry) ?? credential.personId;
    const [, actorId] = /^person:(.+)$/.exec(entry.actor) ?? [];
    const [actor, person, badge, platform, reason] = await Promise.all([
      actorId === undefined ? undefined : personName(actorId),
      personId === undefined ? undefined : personName(personId),
      credential.badge ?? (badgeKey && achievementName(badgeKey).catch(gone)),
      entry.platformId === undefined ? undefined : platformName(entry.platformId),
      rule ? reasonOf(entry, rule.achievementId) : undefined,
    ]);
    return { actor, person, badge, course, platform, reason } as AuditNames;
  };
}
