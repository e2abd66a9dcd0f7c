/**
 * Takes out what would make a skill a part of itself. Each skill is a part of one at most; the time is linear.
 * @param broader by each skill, what it is a part of; changed in place
 * @returns the skills whose relation was taken out
 */
export function breakCircles(broader: Map<string, string>): string[] {
  const isGood = new Set<string>();
  const cut: string[] = [];
  for (const start of broader.keys()) {
    const path = new Set<string>();
    for (let at: string | undefined = start; at !== undefined && !isGood.has(at);) {
      path.add(at);
      const next: string | undefined = broader.get(at);
      if (next !== undefined && path.has(next)) {
        broader.delete(at);
        cut.push(at);
        break;
      }
      at = next;
    }
    for (const one of path) isGood.add(one);
  }
  return cut;
}
