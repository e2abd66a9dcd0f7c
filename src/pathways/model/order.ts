import type { PathwayContent } from './pathway.js';

/** The beginning and the end of a group, and a step: what an order puts one after the other. */
type Node = string;
const begin = (group: string): Node => `begin ${group}`;
const end = (group: string): Node => `end ${group}`;

/** What each node comes after: a group's steps between its beginning and its end, and what was drawn besides. */
function edgesOf({ groups }: Pick<PathwayContent, 'groups'>): Map<Node, Node[]> {
  const groupIds = new Set(groups.map(({ id }) => id));
  const nodeOf = (id: string) => (groupIds.has(id) ? end(id) : id);
  const edges = new Map<Node, Node[]>();
  for (const group of groups) {
    edges.set(
      begin(group.id),
      group.after.map(({ id }) => nodeOf(id)),
    );
    edges.set(
      end(group.id),
      group.steps.map(({ id }) => id),
    );
    for (const step of group.steps)
      edges.set(step.id, [begin(group.id), ...step.after.map(({ id }) => nodeOf(id))]);
  }
  return edges;
}

/**
 * Finds steps and groups that would come after themselves, hard or as advice.
 * @returns their ids along the circle, the first one repeated at its end; null where there is none
 */
export function findOrderCircle(content: Pick<PathwayContent, 'groups'>): string[] | null {
  const edges = edgesOf(content);
  const done = new Set<Node>();
  const visit = (node: Node, path: readonly Node[]): Node[] | null => {
    const at = path.indexOf(node);
    if (at >= 0) return [...path.slice(at), node];
    if (done.has(node)) return null;
    for (const next of edges.get(node) ?? []) {
      const circle = visit(next, [...path, node]);
      if (circle) return circle;
    }
    done.add(node);
    return null;
  };
  for (const node of edges.keys()) {
    const circle = visit(node, []);
    if (circle === null) continue;
    const ids = circle.map((each) => each.replace(/^(begin|end) /, ''));
    return ids.filter((id, index) => id !== ids[index - 1]);
  }
  return null;
}

/** How many others stand before each node on the longest way to it; what is on a circle is passed over. */
export function depthsOf(
  ids: readonly string[],
  afterOf: (id: string) => readonly string[],
): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  const known = new Set(ids);
  const visiting = new Set<string>();
  const visit = (id: string): number => {
    const found = depths.get(id);
    if (found !== undefined) return found;
    if (visiting.has(id)) return -1;
    visiting.add(id);
    const before = afterOf(id).filter((one) => known.has(one));
    const depth = Math.max(-1, ...before.map(visit)) + 1;
    visiting.delete(id);
    depths.set(id, depth);
    return depth;
  };
  ids.forEach(visit);
  return depths;
}
