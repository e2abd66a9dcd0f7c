import { z } from 'zod';
import { readableRows, type RowsKind } from '../../base/index.js';
import { formatDecimal, parseMeasured } from '../decimal.js';

/** Numbers arrive as the text they were written in, so that 69.995 stays 69.995. */
const number = z
  .string()
  .nullish()
  .transform((text) => {
    const value = text === null || text === undefined ? null : parseMeasured(text);
    return value && formatDecimal(value);
  });
const flag = z.boolean().nullish().catch(false);

const itemSchema = z.object({
  id: z.string(),
  itemname: z.string().nullish(),
  itemtype: z.string(),
  itemmodule: z.string().nullish(),
  iteminstance: z.string().nullish(),
  cmid: z.string().nullish(),
  categoryid: z.string().nullish(),
  weightraw: number,
  graderaw: number,
  gradedatesubmitted: number,
  gradedategraded: number,
  gradehiddenbydate: flag,
  gradeneedsupdate: flag,
  gradeishidden: flag,
  gradeislocked: flag,
  grademin: number,
  grademax: number,
  /** “15.00”, or a scale's word; with a picture before it where it passes or fails. */
  gradeformatted: z.string().nullish().catch(undefined),
  /** “0–20”; Moodle writes no numbers into it for a column that takes no grade (grade_format_gradevalue). */
  rangeformatted: z.string().nullish().catch(undefined),
});
export type GradeItem = z.infer<typeof itemSchema>;

/** What `gradereport_user_get_grade_items` gives (Moodle 4.5, grade/report/user/classes/external/user.php). */
const userSchema = z.object({ userid: z.string(), gradeitems: readableRows(itemSchema) });
export type UserGrades = z.infer<typeof userSchema>;
export interface GradeReport {
  readonly usergrades: readonly UserGrades[];
}

/** Answers of Moodle that are read learner by learner. */
export const MOODLE_KINDS = {
  report: { member: 'usergrades', row: userSchema, isStrict: false } as RowsKind<UserGrades>,
};
