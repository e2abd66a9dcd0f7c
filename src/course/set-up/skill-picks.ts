import { omitUndefined } from '../../base/index.js';
import { achievementAlignment, type AlignmentContent } from '../../achievements/index.js';
import { fieldText, type SetUpForm } from '../../rules/index.js';
import type { FoundSkill } from '../../skills/index.js';

/** The most skills of frameworks that a badge has. */
export const MOST_PICKS = 40;

const PLACES = Array.from({ length: MOST_PICKS }, (_, at) => at + 1);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @returns a skill that was found as a badge names it (OB 3.0, B.1.3 Alignment) */
export const alignmentOf = (skill: FoundSkill): AlignmentContent =>
  omitUndefined({
    framework: skill.kind,
    targetType: skill.targetType,
    frameworkId: skill.frameworkId,
    targetName: skill.name,
    targetUrl: skill.url,
    targetCode: skill.code,
    targetDescription: skill.description,
    targetFramework: skill.framework,
  });

/** @returns a skill as the value of a field, without the level, which has a field of its own */
export const pickValue = ({ level: _level, ...skill }: AlignmentContent): string =>
  JSON.stringify(skill);

/** Reads a pick, and its level where one is chosen; what is no pick is left out. */
function readPick(form: SetUpForm, place: number): AlignmentContent[] {
  const told = parsed(fieldText(form, `pick_${place}`));
  const level = parsed(fieldText(form, `level_${place}`));
  if (typeof told !== 'object' || told === null) return [];
  const result = achievementAlignment.safeParse(omitUndefined({ ...told, level }));
  return result.success && result.data.frameworkId !== undefined ? [result.data] : [];
}

/** Reads the skills that are picked from frameworks, each once. */
export function readPicks(form: SetUpForm): AlignmentContent[] {
  const found = PLACES.flatMap((place) => readPick(form, place));
  return found.filter(
    ({ targetUrl }, at) => found.findIndex((one) => one.targetUrl === targetUrl) === at,
  );
}

/** @returns the fields of skills that were picked */
export function formOfPicks(alignments: readonly AlignmentContent[]): SetUpForm {
  const picks = alignments
    .filter(({ frameworkId }) => frameworkId !== undefined)
    .slice(0, MOST_PICKS);
  return Object.fromEntries(
    picks.flatMap((one, at) => [
      [`pick_${at + 1}`, pickValue(one)],
      [`level_${at + 1}`, one.level === undefined ? '' : JSON.stringify(one.level)],
    ]),
  );
}
