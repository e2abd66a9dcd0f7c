import type { Assessment } from './grade.js';

const named = (title: string): string => title.trim().toLowerCase();

/**
 * Lists what a course offers, each assessment once. A column of the tool's own is listed by LTI and, where Moodle's web
 * services are connected, by these too: the LTI entry is kept. Where the two disagree the other one is kept: only web
 * services tell that a column takes no grade, or that its grades do not begin at zero. A mirror column that cannot be
 * read yet is left out where the activity itself can be.
 * @param isInUse whether something asks for an assessment already: that entry stays, so that what uses it can be
 *   changed
 */
export function withoutRepeats(
  assessments: readonly Assessment[],
  isInUse: (assessment: Assessment) => boolean,
): Assessment[] {
  const own = new Map(
    assessments.filter(({ source }) => source === 'lti').map((each) => [each.id, each]),
  );
  const hidden = new Set<Assessment>();
  for (const each of assessments) {
    const column = each.sameAs === undefined ? undefined : own.get(each.sameAs);
    if (!column) continue;
    const isAgreed = each.obstacle === undefined && each.maximum === column.maximum;
    hidden.add(isAgreed ? each : column);
  }
  const direct = new Set(
    assessments
      .filter(({ source, obstacle }) => source === 'moodle' && obstacle === undefined)
      .map(({ title }) => named(title)),
  );
  for (const each of assessments)
    if (each.source === 'mirror' && each.obstacle && direct.has(named(each.title)))
      hidden.add(each);
  return assessments.filter((each) => !hidden.has(each) || isInUse(each));
}
