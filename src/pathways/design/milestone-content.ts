import { artOfLook, findLook, type AchievementInput } from '../../achievements/index.js';
import { omitUndefined } from '../../base/index.js';
import type { Translate } from '../../web/index.js';
import {
  LEVELS,
  requiredOf,
  WHOLE,
  type Group,
  type PathwayContent,
  type PlacedMilestone,
  type Step,
} from '../model/pathway.js';

/** The addresses of what a milestone is given for, by the achievement's id or the group's. */
export type Addresses = ReadonlyMap<string, string>;

const urlOf = ({ what }: Step, addresses: Addresses): string | undefined => {
  if (what.kind === 'own') return addresses.get(what.achievementId);
  const { achievementId = '' } = what;
  return /^https?:\/\//.test(achievementId) ? achievementId : undefined;
};

/** Marks of Markdown in a name are the name's. */
const plain = (text: string): string => text.replace(/[\\`*_[\]<>#]/g, '\\$&');

const asLine = (step: Step, addresses: Addresses): string => {
  const url = urlOf(step, addresses);
  return url === undefined ? `- ${plain(step.what.name)}` : `- [${plain(step.what.name)}](${url})`;
};

const needKey = ({ need }: Pick<Group, 'need'>): string => `pathways.criteria.${need.kind}`;
const countOf = ({ need }: Pick<Group, 'need'>): number =>
  need.kind === 'atLeast' ? need.count : 1;

/** What has to be done for a milestone, from its parts, in the pathway's language. */
function criteriaOf(content: PathwayContent, of: string, t: Translate, addresses: Addresses) {
  const ofGroup = (group: Group) =>
    [
      t(needKey(group), { count: countOf(group) }),
      requiredOf(group)
        .map((step) => asLine(step, addresses))
        .join('\n'),
    ].join('\n\n');
  if (of !== WHOLE)
    return content.groups
      .filter(({ id }) => id === of)
      .map(ofGroup)
      .join('');
  const groups = content.groups.map((group) => `**${plain(group.name)}**\n\n${ofGroup(group)}`);
  const whole = t(`pathways.criteria.groups.${content.need.kind}`, { count: countOf(content) });
  return [whole, ...groups].join('\n\n');
}

function artOf(group: Group | undefined) {
  const name =
    group === undefined ? 'laureate' : group.level === undefined ? 'achiever' : 'climber';
  const look = findLook(name);
  if (look === undefined) throw new TypeError(`there is no look ${name}`);
  const step = group?.level === undefined ? undefined : LEVELS.indexOf(group.level) + 1;
  const level = step === undefined ? look.level : { step, of: LEVELS.length };
  return artOfLook(omitUndefined({ ...look, level }), 'laurel');
}

const MOST_CRITERIA = 10_000;

/**
 * What the badge of a milestone says: its parts are named as related achievements (Open Badges 3.0, B.1.17), and in its criteria.
 * Pure: the same drawing gives the same badge.
 */
export function milestoneContent(
  content: PathwayContent,
  { of, milestone }: PlacedMilestone,
  t: Translate,
  addresses: Addresses,
): AchievementInput {
  const groups = content.groups.filter(({ id }) => of === WHOLE || id === of);
  const ofGroups =
    of === WHOLE
      ? groups.flatMap(({ id, milestone: own }) => {
          const url = addresses.get(id);
          return own && url ? [{ id: url, name: own.name }] : [];
        })
      : [];
  const ofSteps = groups.flatMap(requiredOf).flatMap((step) => {
    const id = urlOf(step, addresses);
    return id === undefined ? [] : [{ id, name: step.what.name }];
  });
  const related = [...new Map([...ofGroups, ...ofSteps].map((one) => [one.id, one])).values()];
  const criteria = milestone.criteria ?? criteriaOf(content, of, t, addresses);
  return {
    name: milestone.name,
    description: milestone.description,
    criteria: criteria.slice(0, MOST_CRITERIA),
    language: content.language,
    art: artOf(of === WHOLE ? undefined : groups[0]),
    related,
  };
}
