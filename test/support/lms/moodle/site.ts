import type { Column, Link } from '../course.js';
import type { TestPlatform } from '../platform.js';

/** What the parts of the Moodle-like platform need of it. */
export interface MoodleSite extends TestPlatform {
  readonly kind: 'moodle';
  readonly version: string;
  readonly sessionKey: string;
  /** Web service tokens made on the administrator's page. */
  readonly shownTokens: string[];
  deleteColumn(column: Column): void;
  /** What a teacher does under Gradebook setup: a formula, or none. */
  setCalculation(column: Column | string, formula: string): void;
  setWeight(column: Column | string, weight: number): void;
  setIdNumber(column: Column | string, idnumber: string): void;
  /** A quiz's maximum grade, changed in its settings: attempts are graded anew, in proportion. */
  setMaximum(column: Column | string, maximum: number): void;
  /** "Restrict access: grade of `column` ≥ percent" on a tool's activity; null takes it away. */
  restrict(link: Link, column: Column | string | null, percent?: number): void;
}
