import { nullIfAnswer, omitUndefined, type Clock } from '../../base/index.js';
import { mailAddressOf, personIdOf } from '../../people/index.js';
import type { Web } from '../../web/index.js';
import type { CorrectionStore } from '../requests/correction-store.js';
import type { Rosters } from '../entries/create-rosters.js';
import { countNeeds, needsOfCourse } from '../entries/needs-you.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { countDoubtful } from '../visit/left-out.js';
import type { Digest, DigestStore } from './digest-store.js';

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
  readonly web: Pick<Web, 'chooseLocale'>;
}

const AT_ONCE = 100;
const DAY_MS = 86_400_000;

/** Lists what a course waits for, in the reader's language. */
async function needsFor(deps: SendDigestsDeps, digest: Digest) {
  const { t, code } = deps.web.chooseLocale([digest.locale]);
  const { tenant } = digest;
  await deps.rosters.refresh(tenant);
  const [rules, achievements, roster, mirrors] = await Promise.all([
    deps.rules.list(tenant),
    deps.achievements.list(tenant),
    deps.rosters.current(tenant),
    deps.mirrors.list(tenant),
  ]);
  const states = await deps.rosters.states(rules.map(({ id }) => id));
  const needs = needsOfCourse({ t, locale: code }, rules, {
    achievements: new Map(achievements.map((each) => [each.id, each])),
    counts: (ruleId) => states.get(ruleId)?.counts ?? {},
    doubtful: countDoubtful(roster),
    corrections: await deps.corrections.countOpen(tenant),
    mirrors,
  });
  // A person who left the roster, or is a learner now, is told nothing about the course's learners.
  const member = roster?.members.get(digest.userId);
  const isGone = roster !== null && (member === undefined || member.isLearner);
  return { needs, isGone };
}

async function send(deps: SendDigestsDeps, digest: Digest, now: Date): Promise<void> {
  const { tenant, userId, token, locale } = digest;
  const { needs, isGone } = await needsFor(deps, digest);
  if (isGone) return void (await deps.digests.end(tenant, userId));
  const count = countNeeds(needs);
  const personId = personIdOf(tenant.platformId, userId);
  const [person] = await deps.people.findMany([personId]);
  const to = person && mailAddressOf(person);
  if (count > 0 && to) {
    const context = await deps.lti.contexts.find(tenant).catch(nullIfAnswer);
    // The mail's key holds the day: a second mail of one day is not queued.
    const day = now.toISOString().slice(0, 10);
    const stop = `${deps.settings.publicUrl}/digest/${token}`;
    await deps.mail.enqueue({
      key: `digest:${digest.id}:${day}`,
      to,
      personId,
      view: 'course-digest',
      school: { platformId: digest.tenant.platformId, deploymentId: digest.tenant.deploymentId },
      model: omitUndefined({
        count,
        course: context?.title ?? '',
        needs: needs.map(({ text }) => text),
        stop,
      }),
      locale,
      unsubscribe: stop,
    });
  }
  const late = Math.floor((now.getTime() - digest.nextAt.getTime()) / DAY_MS);
  await deps.digests.postpone(digest, new Date(digest.nextAt.getTime() + (late + 1) * DAY_MS));
}

/**
 * Writes to instructors who asked for it what needs them, where something does. To be run now and then, by any number
 * of workers: there is one mail a day.
 */
export async function sendDigests(deps: SendDigestsDeps): Promise<void> {
  const now = deps.clock.now();
  for (const digest of await deps.digests.listDue(now, AT_ONCE)) await send(deps, digest, now);
}
