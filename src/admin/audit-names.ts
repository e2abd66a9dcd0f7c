import type { AuditEntry } from '../audit/index.js';
import type { Award } from '../awards/index.js';
import type { CourseKey } from '../grades/index.js';
import { labelOf, personIdOf } from '../people/index.js';
import type { AdminDeps } from './admin-page.js';
import { groupBy, once, together } from './ask-together.js';

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

const gone = () => undefined;

const courseKey = ({ platformId, deploymentId, contextId }: CourseKey): string =>
  JSON.stringify([platformId, deploymentId, contextId]);
const courseIn = (key: string) => JSON.parse(key) as [string, string, string];

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
  const courseTitle = together(async (keys) => {
    const byDeployment = groupBy(keys, (key) => JSON.stringify(courseIn(key).slice(0, 2)));
    const found = await Promise.all(
      [...byDeployment].map(([of, inIt]) => {
        const [platformId, deploymentId] = JSON.parse(of) as [string, string];
        const ids = inIt.map((key) => courseIn(key)[2]);
        return deps.lti.contexts.findMany({ platformId, deploymentId }, ids);
      }),
    );
    return new Map(found.flat().map((context) => [courseKey(context), context.title]));
  });
  const findRule = together(async (ids) => {
    const rules = await deps.rules.store.findMany(ids);
    return new Map(rules.map((rule) => [rule.id, rule]));
  });
  /** What these people were given of these badges, by the two. */
  const findAwards = together(async (keys) => {
    const byBadge = groupBy(keys, (key) => key.slice(0, key.indexOf(' ')));
    const found = await Promise.all(
      [...byBadge].map(async ([achievementId, both]) => {
        const people = both.map((key) => key.slice(achievementId.length + 1));
        return deps.awards.store.findFor(achievementId, people);
      }),
    );
    const keyOf = (award: Award) => `${award.achievementId} ${award.personKey}`;
    return groupBy(found.flat(), keyOf);
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
    const rule = await findRule(id);
    // An entry tells of its own course alone.
    const isOwn =
      rule && courseKey(rule.tenant) === courseKey({ platformId, deploymentId, contextId });
    return isOwn ? rule : null;
  }

  async function courseOf({ platformId, deploymentId, contextId }: AuditEntry) {
    if (!platformId || !deploymentId || !contextId) return undefined;
    return courseTitle(courseKey({ platformId, deploymentId, contextId }));
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
    const awards = await findAwards(`${achievementId} ${key}`);
    return awards?.find(({ actor }) => actor === entry.actor)?.reason;
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
