import type { DuePerson } from '../keep/due-store.js';
import type { PathwayContent } from '../model/pathway.js';
import { lookAt } from '../walk/look.js';
import type { useWalk } from './use-walk.js';

let count = 0;
/** A pathway of its own for each test: its steps' and milestones' achievements are named after it. */
export function own(content: PathwayContent): { id: string; content: PathwayContent } {
  count += 1;
  const id = `w${count}`;
  const text = JSON.stringify(content).replaceAll(
    /"achievementId":"([^"]+)"/g,
    (_, name: string) => `"achievementId":"${id}-${name}"`,
  );
  return { id, content: JSON.parse(text) as PathwayContent };
}

export const milestones = (id: string) =>
  ['m-base', 'm-more', 'm-whole'].map((name) => `${id}-${name}`);

/** A pathway that is published, and somebody on its platform. */
export async function begin(
  world: ReturnType<typeof useWalk>,
  drawn: PathwayContent,
  options: { backfill?: boolean } = {},
) {
  const { id, content } = own(drawn);
  const ann = world.person(`ann-${id}`);
  await world.publish(id, content, options);
  return {
    id,
    ann,
    content,
    give: (name: string, who: DuePerson = ann) => world.award(who, `${id}-${name}`),
    take: (name: string) => world.revoke(ann, `${id}-${name}`),
    look: (who: DuePerson = ann) => lookAt(world.deps, who),
    has: async (who: DuePerson = ann) => {
      const found = await world.milestones(who, milestones(id));
      return Object.fromEntries(
        Object.entries(found).map(([name, state]) => [name.slice(id.length + 1), state]),
      );
    },
  };
}
