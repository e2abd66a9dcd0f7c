/**
 * The pages on which a teacher does what Laurel cannot do for a column (Moodle 4.5, grade/edit/tree and grade/report).
 */
export interface ColumnPages {
  /** The page “Edit calculation”. Saved, it leads to “Gradebook setup”: there the weight is, and Moodle calculates the columns. */
  readonly formula: string;
  /** The column's own settings, including its weight. */
  readonly column: string;
  readonly graderReport: string;
}

/** Where Moodle's pages of a column go when they are saved; without it, to the report that the teacher opened last. */
const BACK_TO_SETUP = 'gpr_type=edit&gpr_plugin=tree';

const LINE_ITEM = /\/mod\/lti\/services\.php\/(\d+)\/lineitems\/(\d+)\/lineitem$/;

/**
 * @returns Moodle's pages of a column of the tool; null where the address is not one that Moodle makes
 * @param issuer the Moodle's address (`wwwroot`, which is its issuer)
 * @param lineItemUrl the column's address in AGS, which names the course and the grade item
 */
export function columnPagesOf(issuer: string, lineItemUrl: string): ColumnPages | null {
  if (!URL.canParse(issuer) || !URL.canParse(lineItemUrl)) return null;
  const line = new URL(lineItemUrl);
  const found = LINE_ITEM.exec(line.pathname);
  if (!found || line.origin !== new URL(issuer).origin) return null;
  const [, course = '', item = ''] = found;
  const base = issuer.replace(/\/$/, '');
  const query = `courseid=${course}&id=${item}`;
  return {
    formula: `${base}/grade/edit/tree/calculation.php?${query}&${BACK_TO_SETUP}&gpr_courseid=${course}`,
    column: `${base}/grade/edit/tree/item.php?${query}`,
    graderReport: `${base}/grade/report/grader/index.php?id=${course}`,
  };
}
