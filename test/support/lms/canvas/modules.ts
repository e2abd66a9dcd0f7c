import { omitUndefined } from '../../../../src/base/index.js';
import type { CanvasModule, Course } from '../course.js';

/** Without requirements a module is completed as soon as it may be opened. */
function stateOf({ hasRequirements, done }: CanvasModule, studentId: string): string {
  return !hasRequirements || done.has(studentId) ? 'completed' : 'unlocked';
}

/** The answer of `GET /courses/:id/modules`; states are told of a student who is asked for. */
export function listModules(
  course: Course,
  { studentId, withItems }: { studentId: string | undefined; withItems: boolean },
) {
  return (course.modules ?? []).map((module, index) => {
    const { id, name, published, hasRequirements, done } = module;
    const requirement = hasRequirements ? { type: 'must_view' } : undefined;
    return omitUndefined({
      id: Number(id),
      name,
      position: index + 1,
      unlock_at: null,
      require_sequential_progress: false,
      prerequisite_module_ids: [],
      published,
      items_count: 1,
      items: withItems
        ? [
            omitUndefined({
              id: Number(id) * 10,
              type: 'Page',
              completion_requirement: requirement,
            }),
          ]
        : undefined,
      state: studentId === undefined ? undefined : stateOf(module, studentId),
      completed_at:
        studentId === undefined
          ? undefined
          : (done
              .get(studentId)
              ?.toISOString()
              .replace(/\.\d+Z$/, 'Z') ?? null),
    });
  });
}
