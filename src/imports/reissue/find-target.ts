import type { Achievements } from '../../achievements/index.js';
import type { Rule, Rules } from '../../rules/index.js';
import type { BadgeFacts } from '../open/facts.js';
import { classKeyOf } from '../run/entry-of.js';
import { keyOfCourse, type CourseOf } from '../run/import.js';

export interface TargetDeps {
  readonly rules: { readonly store: Pick<Rules['store'], 'list'> };
  readonly achievements: Pick<Achievements, 'findVersions'>;
  /** What was brought into the course before: the achievements that were made, by what they were made of. */
  readonly imported: (course: CourseOf) => Promise<ReadonlyMap<string, string>>;
}

/** The badge of ours that takes the place of another system's; or why there is none. */
export type Target =
  | { readonly rule: Rule; readonly name: string }
  | { readonly code: string; readonly detail: string };

const none: Target = {
  code: 'badge_unknown',
  detail: 'No badge of the course stands for it: bring what can be earned first.',
};
const notGiven: Target = {
  code: 'badge_not_given',
  detail: 'The draft that was made of it is not given to learners yet.',
};
const ambiguous: Target = {
  code: 'badge_ambiguous',
  detail: 'Several badges of the course have its name.',
};

const fold = (text: string): string =>
  text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

async function read({ rules, achievements, imported }: TargetDeps, course: CourseOf) {
  const [live, made] = await Promise.all([
    rules.store.list(keyOfCourse(course), ['active', 'paused']),
    imported(course),
  ]);
  const versions = await achievements.findVersions(
    live.map(({ achievementId, achievementVersion: version }) => ({ achievementId, version })),
  );
  const names = new Map(
    versions.map(({ achievementId, content }) => [achievementId, content.name]),
  );
  const given = live.map((rule) => ({ rule, name: names.get(rule.achievementId) ?? '' }));
  return { given, made };
}

/** @returns what finds the badge of a course that stands for one of another system: what was made of it, else the one with its name */
export function createFindTarget(deps: TargetDeps, course: CourseOf) {
  let asked: ReturnType<typeof read> | undefined;
  return async ({ achievement, achievementUrl }: BadgeFacts): Promise<Target> => {
    const { given, made } = await (asked ??= read(deps, course));
    const keys = [
      ...(achievement === undefined ? [] : [classKeyOf(achievement)]),
      ...(achievementUrl === undefined
        ? []
        : [classKeyOf({ id: achievementUrl, name: '', tags: [], alignments: [], issuer: {} })]),
    ];
    const id = keys.map((key) => made.get(key)).find((one) => one !== undefined);
    const theirs = given.find(({ rule }) => rule.achievementId === id);
    if (theirs !== undefined) return theirs;
    const name = fold(achievement?.name ?? '');
    const [one, other] = given.filter((each) => name !== '' && fold(each.name) === name);
    if (other !== undefined) return ambiguous;
    return one ?? (id === undefined ? none : notGiven);
  };
}
