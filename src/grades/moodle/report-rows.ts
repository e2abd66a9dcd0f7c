import { z } from 'zod';
import { readableRows, type RowsKind } from '../../base/index.js';
import { measured } from '../measured.js';

const flag = z.boolean().nullish().catch(false);

const itemSchema = z.object({
  id: z.string(),
  itemname: z.string().nullish(),
  itemtype: z.string(),
  itemmodule: z.string().nullish(),
  iteminstance: z.string().nullish(),
  cmid: z.string().nullish(),
  categoryid: z.string().nullish(),
  weightraw: measured,
  graderaw: measured,
  gradedatesubmitted: measured,
  gradedategraded: measured,
  gradehiddenbydate: flag,
  gradeneedsupdate: flag,
  gradeishidden: flag,
  gradeislocked: flag,
  grademin: measured,
  grademax: measured,
  /** “15.00”, or a scale's word; preceded by a picture where the grade passes or fails. */
  gradeformatted: z.string().nullish().catch(undefined),
  /** “0–20”; without numbers for a column that takes no grade (grade_format_gradevalue). */
  rangeformatted: z.string().nullish().catch(undefined),
});
export type GradeItem = z.infer<typeof itemSchema>;

/**
 * The answer of `gradereport_user_get_grade_items` for one learner (Moodle 4.5,
 * grade/report/user/classes/external/user.php).
 */
const userSchema = z.object({ userid: z.string(), gradeitems: readableRows(itemSchema) });
export type UserGrades = z.infer<typeof userSchema>;
export interface GradeReport {
  readonly usergrades: readonly UserGrades[];
}

/** How the answers of Moodle that list learners are read. */
export const MOODLE_KINDS = {
  report: { member: 'usergrades', row: userSchema, isStrict: false } as RowsKind<UserGrades>,
};
