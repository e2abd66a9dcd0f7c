import { nullIfAnswer, omitUndefined } from '../base/index.js';
import type { Achievements } from '../achievements/index.js';
import { REASONS, reasonInWords, type Credentials } from '../credentials/index.js';
import { courseKeyText, type Grades, type Roster } from '../grades/index.js';
import type { Lti } from '../lti/index.js';
import type { Mail, NewMail } from '../mail/index.js';
import { isInvited, personIdOf, type MailKind, type People } from '../people/index.js';
import type { AwardStore } from './award-store.js';
import { givingKey, type Award } from './award.js';
import { describePerson, type AwardedPerson } from './awarded-person.js';
import { buildOrder } from './build-order.js';
import { findRenewed } from './read-validity.js';
import type { RemindDeps } from './remind-of-ends.js';
import type { Recipients, FulfilSteps } from './fulfil-awards.js';

export interface FulfilDeps {
  readonly settings: { readonly publicUrl: string };
  readonly achievements: Achievements;
  readonly credentials: Pick<
    Credentials,
    'issueBatch' | 'findByAward' | 'revoke' | 'suspend' | 'reinstate' | 'supersede'
  >;
  readonly grades: Pick<Grades, 'roster'>;
  readonly lti: { readonly contexts: Pick<Lti['contexts'], 'find'> };
  readonly mail: Pick<Mail, 'enqueueAll' | 'cancel' | 'postpone' | 'wasSent'>;
  readonly people: Pick<People, 'findMany' | 'stopAddresses'>;
}

/** A mail about an award, without what all of them say. */
interface WrittenLetter extends Pick<NewMail, 'key' | 'view' | 'notBefore'> {
  /** Absent: a notice, which nobody can stop. */
  readonly kind?: MailKind;
  readonly reason?: string;
}

/** A reason of this program's own is told in the reader's language: its key says which. */
function reasonOf(reason: string | undefined) {
  const key = reasonInWords({ t: (name) => name }, reason);
  return key === reason ? omitUndefined({ reason }) : { reasonKey: key };
}

/** Tells a learner that their badge was issued anew. */
export interface CorrectionLetter {
  /** @param credentialId of the badge in the place of the former one: it is told once */
  tellCorrected(award: Award, credentialId: string): Promise<void>;
}

/** How awards are issued, told and taken back, and how learners are reminded that one can be renewed. */
export function createFulfil(
  deps: FulfilDeps,
  awards: AwardStore,
): FulfilSteps & Pick<RemindDeps, 'remind'> & CorrectionLetter {
  const { achievements, credentials, grades, mail } = deps;
  const schoolOf = ({ tenant: { platformId, deploymentId } }: Award) => ({
    platformId,
    deploymentId,
  });
  /** Who was invited by mail comes from no learning platform: they have their badges in a home. */
  const urlOf = (award: Award) =>
    `${deps.settings.publicUrl}/${isInvited(award) ? 'home' : 'my'}/badges/${award.id}`;

  /** What the person's own record says, else what the roster tells. */
  async function recipients(list: readonly Award[]): Promise<Recipients> {
    const found = new Map<string, AwardedPerson>();
    const courses = new Map(list.map((award) => [courseKeyText(award.tenant), award.tenant]));
    const ids = list.map((award) => personIdOf(award.tenant.platformId, award.userId));
    const persons = await deps.people.findMany([...new Set(ids)]);
    const byId = new Map(persons.map((person) => [person.id, person]));
    const rosters = new Map<string, Roster | null>();
    for (const [key, course] of courses)
      rosters.set(key, await grades.roster(course).catch(nullIfAnswer));
    list.forEach((award, at) => {
      const id = ids[at] as string;
      const member = rosters.get(courseKeyText(award.tenant))?.members.get(award.userId);
      found.set(award.id, describePerson(id, byId.get(id), member));
    });
    return found;
  }

  const versionsOf = (list: readonly Award[]) => {
    const asked = list.map(({ achievementId, achievementVersion: version }) => ({
      achievementId,
      version,
    }));
    const distinct = new Map(asked.map((each) => [`${each.achievementId} ${each.version}`, each]));
    return achievements.findVersions([...distinct.values()]);
  };

  async function badgeNames(list: readonly Award[]): Promise<Map<string, string>> {
    const versions = await versionsOf(list);
    return new Map(
      versions.map((each) => [`${each.achievementId} ${each.version}`, each.content.name]),
    );
  }

  async function contextsOf(list: readonly Award[]) {
    const courses = new Map(list.map(({ tenant }) => [courseKeyText(tenant), tenant]));
    const found = [...courses].map(async ([key, course]) => {
      return [key, await deps.lti.contexts.find(course)] as const;
    });
    return new Map(await Promise.all(found));
  }

  /** For each kind of mail that may be stopped: where each person stops it. */
  async function stopAddresses(people: Recipients, letters: readonly WrittenLetter[]) {
    const ids = [...new Set([...people.values()].map(({ personId }) => personId))];
    const kinds = new Set(letters.flatMap(({ kind }) => kind ?? []));
    const found = [...kinds].map(
      async (kind) => [kind, await deps.people.stopAddresses(ids, kind)] as const,
    );
    return new Map(await Promise.all(found));
  }

  /** Puts a mail for each award into the outbox. @returns the ids of awards nobody could be written for */
  async function write(
    list: readonly Award[],
    people: Recipients,
    letterOf: (award: Award) => WrittenLetter,
  ): Promise<ReadonlySet<string>> {
    const names = await badgeNames(list);
    const courses = await contextsOf(list);
    const silent = new Set<string>();
    const mails: NewMail[] = [];
    const letters = new Map(list.map((award) => [award.id, letterOf(award)]));
    const stopAt = await stopAddresses(people, [...letters.values()]);
    for (const award of list) {
      const person = people.get(award.id);
      if (!person?.mailTo) {
        silent.add(award.id);
        continue;
      }
      const { kind, reason, ...letter } = letters.get(award.id) ?? letterOf(award);
      // Who wants no mail of a kind has been told all that they want to be told.
      if (kind !== undefined && person.mailOff?.includes(kind)) continue;
      const { achievementId: id, achievementVersion: version } = award;
      const known = names.get(`${id} ${version}`);
      const badge = known ?? (await achievements.getVersion(id, version)).content.name;
      const context = courses.get(courseKeyText(award.tenant));
      mails.push(
        omitUndefined({
          ...letter,
          to: person.mailTo,
          personId: person.personId,
          school: schoolOf(award),
          model: omitUndefined({
            name: person.name,
            badge,
            course: context?.title ?? '',
            url: urlOf(award),
            until: award.validUntil,
            ...reasonOf(reason),
          }),
          picture: { achievementId: id, version },
          unsubscribe: kind && stopAt.get(kind)?.get(person.personId),
          locale: context?.locale,
        }),
      );
    }
    await mail.enqueueAll(mails);
    return silent;
  }

  return {
    awards,
    recipients,
    async issue(list, people) {
      const versions = await versionsOf(list);
      const renewed = await findRenewed({ awards, credentials }, list);
      const byKey = new Map(
        versions.map((each) => [
          `${each.achievementId} ${each.version}`,
          { badge: achievements.toOpenBadge(each), content: each.content },
        ]),
      );
      await credentials.issueBatch(
        list.flatMap((award) => {
          const version = byKey.get(`${award.achievementId} ${award.achievementVersion}`);
          const person = people.get(award.id);
          return version && person
            ? [buildOrder(award, version.badge, person, version.content, renewed.get(award.id))]
            : [];
        }),
      );
    },
    notify: (list, people) =>
      write(list, people, (award) =>
        omitUndefined({
          key: `award:${givingKey(award)}`,
          view: award.renews === undefined ? 'badge-earned' : 'badge-renewed',
          notBefore: award.notifyAfter,
          kind: award.renews === undefined ? ('earned' as const) : ('renewed' as const),
        }),
      ),
    remind: async (list) =>
      void (await write(list, await recipients(list), (award) => ({
        key: `renewal:${givingKey(award)}`,
        view: 'badge-ending',
        kind: 'ending',
      }))),
    async tellCorrected(award, credentialId) {
      const letter = { key: `corrected:${credentialId}`, view: 'badge-corrected' };
      await write([award], await recipients([award]), () => letter);
    },
    async tellRevoked(list) {
      const told: Award[] = [];
      for (const award of list) {
        // Whoever was never told of the badge is not told that it is gone.
        if (await mail.wasSent(`award:${givingKey(award)}`)) told.push(award);
      }
      await write(told, await recipients(told), (award) =>
        omitUndefined({
          key: `revoked:${givingKey(award)}`,
          view: 'badge-revoked',
          reason: award.reason ?? REASONS.takenBack,
        }),
      );
    },
    async revoke(awardKey, reason) {
      const credential = await credentials.findByAward(awardKey);
      if (credential) await credentials.revoke(credential.id, { actor: 'laurel', reason });
    },
    async suspend(awardKey) {
      const credential = await credentials.findByAward(awardKey);
      if (credential?.state !== 'valid') return;
      await credentials.suspend(credential.id, { actor: 'laurel', reason: REASONS.beingRevoked });
    },
    async reinstate(awardKey) {
      const credential = await credentials.findByAward(awardKey);
      // What was suspended for another reason stays so.
      if (credential?.state !== 'suspended' || credential.reason !== REASONS.beingRevoked) return;
      await credentials.reinstate(credential.id, { actor: 'laurel' });
    },
    async postponeMail(awardKey, until) {
      for (const about of ['award', 'renewal']) await mail.postpone(`${about}:${awardKey}`, until);
    },
    async cancelMail(awardKey) {
      await mail.cancel(`award:${awardKey}`);
      await mail.cancel(`renewal:${awardKey}`);
    },
  };
}
