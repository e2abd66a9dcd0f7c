import type { Assessment } from './grade.js';

/**
 * What a course offers, each thing once. A column of the tool's own is told by LTI and, where Moodle's web services are
 * open, by these too: the LTI one is kept. Where the two do not agree the other one is: web services alone tell that a
 * column takes no grade, or that its grades do not begin at zero.
 * @param isInUse whether something already asks for an assessment: that one stays, so that what uses it can be changed
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
  return assessments.filter((each) => !hidden.has(each) || isInUse(each));
}
