import type { Translate } from '../../web/index.js';
import { linkOf, tokenOf } from '../give/invite.js';
import { toShown, type EndorsedOwner } from '../model/endorsement.js';
import { INVITED_DAYS, type EndorsementInvitation } from '../model/invitation.js';
import type { CoursePageDeps } from './page-deps.js';

const TAG = {
  valid: 'success',
  expired: 'warn',
  unknown: 'info',
  revoked: 'error',
} as const;

/** Builds the model of views/endorsements/course.hbs. */
export async function buildCoursePage(deps: CoursePageDeps, course: EndorsedOwner, t: Translate) {
  const now = deps.clock.now();
  const [achievements, given, invited] = await Promise.all([
    deps.achievements.list(course),
    deps.endorsements.listOfCourse(course),
    deps.invitations.list(course),
  ]);
  const published = achievements.filter(({ latestVersion }) => latestVersion > 0);
  const byId = new Map(published.map((one) => [one.id, one]));
  const nameOf = (id: string) => byId.get(id)?.content.name ?? '';
  /** A link is shown while it can be used; one that was made under another master key is not known any more. */
  const open = async (one: EndorsementInvitation) =>
    (await deps.invitations.findByToken(tokenOf(deps, one)))?.id === one.id;
  const waiting = invited.filter(({ state, expiresAt }) => state === 'open' && expiresAt > now);
  return {
    title: t('endorsements.course.title'),
    badges: published.map(({ id, content }) => ({ value: id, label: content.name })),
    days: INVITED_DAYS.map((count) => ({
      value: String(count),
      label: t('endorsements.course.days', { count }),
    })),
    given: given.map((one) => {
      const latest = byId.get(one.achievementId)?.latestVersion ?? one.version;
      const shown = toShown(one, now, latest);
      return {
        ...shown,
        id: one.id,
        badge: nameOf(one.achievementId),
        kind: TAG[shown.standing],
        state: t(`verify.endorsed.${shown.standing}`),
        isHidden: one.hiddenAt !== undefined,
        isRevoked: shown.standing === 'revoked',
        latest,
      };
    }),
    waiting: await Promise.all(
      waiting.map(async (one) => ({
        id: one.id,
        invitee: one.invitee,
        badge: nameOf(one.achievementId),
        version: one.version,
        expiresAt: one.expiresAt,
        link: (await open(one)) ? linkOf(deps, one) : undefined,
      })),
    ),
    over: invited
      .filter((one) => !waiting.includes(one) && one.state !== 'given')
      .slice(0, 20)
      .map((one) => ({
        invitee: one.invitee,
        badge: nameOf(one.achievementId),
        state: t(`endorsements.course.over.${one.state === 'open' ? 'expired' : one.state}`),
      })),
  };
}
