import { omitUndefined } from './base/index.js';
import type { AwardsHealth } from './checks/index.js';
import type { HealthLine } from './admin/index.js';
import type { Platform } from './lti/index.js';

type Translate = (key: string, values?: Record<string, string | number>) => string;

/** Lines of the health page about reading grades and giving badges, in the reader's words. */
export function describeHealth(
  health: AwardsHealth,
  platforms: readonly Pick<Platform, 'id' | 'name'>[],
  t: Translate,
): HealthLine[] {
  const { watched, due, unfinished, failing, checkedAt, worst } = health;
  const say = (key: string, count?: number) =>
    t(`admin.health.${key}`, count === undefined ? {} : { count });
  const nameOf = (id: string) => platforms.find((platform) => platform.id === id)?.name ?? id;
  const read: HealthLine = checkedAt
    ? { label: say('read'), text: say('readLast', watched), kind: 'success', at: checkedAt }
    : { label: say('read'), text: say('neverRead'), kind: 'info' };
  return [
    read,
    {
      label: say('queue'),
      text: due > 0 ? say('queueLength', due) : say('queueEmpty'),
      kind: due > 0 ? 'info' : 'success',
    },
    {
      label: say('giving'),
      text: unfinished > 0 ? say('givingCount', unfinished) : say('givingNone'),
      kind: unfinished > 0 ? 'info' : 'success',
    },
    {
      label: say('failures'),
      text: failing > 0 ? say('failuresCount', failing) : say('failuresNone'),
      kind: failing > 0 ? 'warn' : 'success',
    },
    ...worst.map((course): HealthLine =>
      omitUndefined({
        label: `${course.course} · ${nameOf(course.tenant.platformId)}`,
        text: say('failing', course.failures),
        kind: 'error',
        detail: course.message,
        at: course.at ? course.at : undefined,
      }),
    ),
  ];
}
