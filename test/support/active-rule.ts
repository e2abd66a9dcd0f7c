import type { Laurel } from '../../src/app.js';
import type { CourseKey } from '../../src/grades/index.js';
import { makeInput, makeRule } from '../../src/rules/index.js';
import { createRuleStore } from '../../src/rules/rule-store.js';

/** Puts an active badge at 70 % on a column of the tool's own into a course. @returns the column's address */
export async function addActiveRule(laurel: Laurel, course: CourseKey): Promise<string> {
  const { lti, achievements, store, checks, clock } = laurel;
  const item = await lti.ags.createLineItem(course, { label: 'Exam', scoreMaximum: 100 });
  const content = { name: 'Exam', description: 'do it', criteria: 'Pass.' };
  const { id: achievementId } = await achievements.create(course, content, 'test');
  await achievements.publish(course, achievementId, 'test');
  const input = makeInput({ id: 'exam', assessmentId: item.id, title: item.label });
  await createRuleStore(store.connection).insert(
    makeRule({ id: `rule-${achievementId}`, tenant: course, achievementId, inputs: [input] }),
  );
  await checks.store.scheduleCheck(course, clock.now());
  return item.id;
}
