import { nullIfAnswer, omitUndefined, type Clock } from '../../base/index.js';
import { mailAddressOf, personIdOf } from '../../people/index.js';
import type { CourseKey } from '../../grades/index.js';
import type { Web } from '../../web/index.js';
import type { CorrectionStore } from '../requests/correction-store.js';
import type { Rosters } from '../entries/create-rosters.js';
import { countNeeds, needsOfCourse, type Need } from '../entries/needs-you.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { countDoubtful } from '../visit/left-out.js';
import type { Digest, DigestStore } from './digest-store.js';
import { countsOfNeeds, isMoreThan, quietUntil } from './new-needs.js';
import { nextMorning } from './next-morning.js';

/** What {@link sendDigests} works with. */
export interface SendDigestsDeps extends Pick<
  CourseDeps,
  'rules' | 'achievements' | 'people' | 'lti' | 'mail' | 'mirrors'
> {
  readonly clock: Clock;
  readonly settings: { readonly publicUrl: string };
  readonly digests: DigestStore;
  readonly rosters: Rosters;
  readonly corrections: Pick<CorrectionStore, 'countOpen'>;
  workWaiting(course: CourseKey): Promise<number>;
  readonly web: Pick<Web, 'chooseLocale'>;
}

const AT_ONCE = 100;
const DAY_MS = 86_400_000;

/** Lists what a course waits for, in the reader's language. */
async function needsFor(deps: SendDigestsDeps, digest: Digest) {
  const { t, tag } = deps.web.chooseLocale([digest.locale]);
  const { tenant } = digest;
  await deps.rosters.refresh(tenant);
  const [rules, achievements, roster, mirrors] = await Promise.all([
    deps.rules.list(tenant),
    deps.achievements.list(tenant),
    deps.rosters.current(tenant),
    deps.mirrors.list(tenant),
  ]);
  const states = await deps.rosters.states(rules.map(({ id }) => id));
  const needs = needsOfCourse({ t, locale: tag }, rules, {
    achievements: new Map(achievements.map((each) => [each.id, each])),
    counts: (ruleId) => states.get(ruleId)?.counts ?? {},
    doubtful: countDoubtful(roster),
    corrections: await deps.corrections.countOpen(tenant),
    work: await deps.workWaiting(tenant),
    mirrors,
  });
  // A person who left the roster, or is a learner now, is told nothing about the course's learners.
  const member = roster?.members.get(digest.userId);
  const isGone = roster !== null && (member === undefined || member.isLearner);
  return { needs, isGone };
}

/** Puts a mail about these needs into the outbox; once for each key. */
async function write(deps: SendDigestsDeps, digest: Digest, needs: readonly Need[], key: string) {
  const { tenant, userId, token, locale } = digest;
  const personId = personIdOf(tenant.platformId, userId);
  const [person] = await deps.people.findMany([personId]);
  const to = person && mailAddressOf(person);
  if (!to) return;
  const context = await deps.lti.contexts.find(tenant).catch(nullIfAnswer);
  const stop = `${deps.settings.publicUrl}/digest/${token}`;
  const picture = await pictureOf(deps, digest, needs);
  await deps.mail.enqueue(
    omitUndefined({
      key,
      to,
      personId,
      view: digest.isSoon ? 'decision-needed' : 'course-digest',
      school: { platformId: tenant.platformId, deploymentId: tenant.deploymentId },
      model: {
        count: countNeeds(needs),
        course: context?.title ?? '',
        needs: needs.map(({ text }) => text),
        stop,
      },
      locale,
      unsubscribe: stop,
      picture,
    }),
  );
}

/** The picture of the badge, where all that waits is about one. */
async function pictureOf(deps: SendDigestsDeps, { tenant }: Digest, needs: readonly Need[]) {
  const [first, ...others] = new Set(needs.map(({ ruleId }) => ruleId));
  if (first === undefined || others.length > 0) return undefined;
  const rule = await deps.rules.get(tenant, first);
  if (!rule || rule.achievementVersion < 1) return undefined;
  return { achievementId: rule.achievementId, version: rule.achievementVersion };
}

/** The mail of a morning, about all that waits. */
async function sendDaily(deps: SendDigestsDeps, digest: Digest, needs: readonly Need[], now: Date) {
  // The mail's key holds the day: a second mail of one day is not queued.
  const day = now.toISOString().slice(0, 10);
  if (countNeeds(needs) > 0) await write(deps, digest, needs, `digest:${digest.id}:${day}`);
  const late = Math.floor((now.getTime() - digest.nextAt.getTime()) / DAY_MS);
  await deps.digests.postpone(digest, new Date(digest.nextAt.getTime() + (late + 1) * DAY_MS));
}

/** The mail about a new decision; what was told before is not told again. */
async function sendSoon(deps: SendDigestsDeps, digest: Digest, needs: readonly Need[], now: Date) {
  const told = countsOfNeeds(needs);
  const isNew = isMoreThan(told, digest.told);
  const quiet = isNew ? quietUntil(digest, now) : null;
  if (quiet) return deps.digests.postpone(digest, quiet);
  // The key holds what this look was for: where it is repeated after a crash, there is one mail.
  if (isNew) await write(deps, digest, needs, `decision:${digest.id}:${digest.nextAt.getTime()}`);
  const set = omitUndefined({ told, toldAt: isNew ? now : undefined });
  await deps.digests.postpone(digest, nextMorning(now), set);
}

async function send(deps: SendDigestsDeps, digest: Digest, now: Date): Promise<void> {
  const { needs, isGone } = await needsFor(deps, digest);
  if (isGone) return void (await deps.digests.end(digest.tenant, digest.userId));
  await (digest.isSoon ? sendSoon : sendDaily)(deps, digest, needs, now);
}

/**
 * Writes to instructors who asked for it what needs them, where something does. To be run often, by any number of workers:
 * there is one mail a day, or one for each new decision.
 */
export async function sendDigests(deps: SendDigestsDeps): Promise<void> {
  const now = deps.clock.now();
  for (const digest of await deps.digests.listDue(now, AT_ONCE)) await send(deps, digest, now);
}
