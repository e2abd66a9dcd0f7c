import { omitUndefined } from '../../base/index.js';
import type { AchievementContent, AchievementInput } from '../../achievements/index.js';
import { formOfPicks, readPicks } from './skill-picks.js';
import { type LocalizedMessage, type SetUpForm, localized, fieldText } from '../../rules/index.js';

/** The rows for skills on the set-up page. */
export const ROWS = [1, 2, 3] as const;

type Alignment = NonNullable<AchievementInput['alignments']>[number];

/** Field names for each member of an alignment (OB 3.0, B.1.3), without the row. */
const NAMES: Readonly<Record<string, string>> = {
  framework: 'skillFramework',
  targetName: 'skillName',
  targetUrl: 'skillUrl',
  targetCode: 'skillCode',
};

const WORDS: Readonly<Record<string, LocalizedMessage>> = {
  framework: localized('web.form.choose'),
  targetName: localized('awards.setUp.error.skillName', { limit: 300 }),
  targetUrl: localized('web.form.url'),
  targetCode: localized('awards.setUp.error.line', { limit: 200 }),
};

const usedRows = (form: SetUpForm) =>
  ROWS.filter((row) =>
    ['skillName', 'skillUrl', 'skillCode'].some((name) => fieldText(form, `${name}_${row}`) !== ''),
  );

/** Reads the skills of the set-up page, those that are typed before those that are picked; a row without any text is left out. */
export function readAlignments(form: SetUpForm): Alignment[] {
  const typed = usedRows(form).map((row) => {
    const code = fieldText(form, `skillCode_${row}`);
    return omitUndefined({
      framework: (fieldText(form, `skillFramework_${row}`) || 'other') as Alignment['framework'],
      targetName: fieldText(form, `skillName_${row}`),
      targetUrl: fieldText(form, `skillUrl_${row}`),
      targetCode: code === '' ? undefined : code,
    });
  });
  return [...typed, ...readPicks(form)];
}

/** @returns the field and the message of an issue within `alignments` */
export function alignmentError(
  form: SetUpForm,
  path: readonly PropertyKey[],
): [string, LocalizedMessage] {
  const row = usedRows(form)[Number(path[1])] ?? 1;
  const member = String(path[2]);
  return [`${NAMES[member] ?? 'skillName'}_${row}`, WORDS[member] ?? localized('web.form.invalid')];
}

/** @returns the skills of a badge as fields of the set-up page */
export function formOfAlignments(alignments: AchievementContent['alignments']): SetUpForm {
  const typed = alignments.filter(({ frameworkId }) => frameworkId === undefined);
  const fields = typed.slice(0, ROWS.length).flatMap((each, index) => [
    [`skillFramework_${index + 1}`, each.framework],
    [`skillName_${index + 1}`, each.targetName],
    [`skillUrl_${index + 1}`, each.targetUrl],
    [`skillCode_${index + 1}`, each.targetCode ?? ''],
  ]);
  return { ...(Object.fromEntries(fields) as SetUpForm), ...formOfPicks(alignments) };
}

/** The rows of fields, for the view. */
export const alignmentRows = ROWS.map((row) => ({
  number: row,
  framework: `skillFramework_${row}`,
  name: `skillName_${row}`,
  url: `skillUrl_${row}`,
  code: `skillCode_${row}`,
}));
