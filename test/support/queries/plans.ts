import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FILE = path.join(import.meta.dirname, 'plans.jsonl');

/** Where a query is planned. */
export type Engine = 'embedded' | 'mongod';

/**
 * By which indexes a query is served, by the engine: of the embedded store the one it takes, of MongoDB those that it chooses
 * between by what it finds in a full store. `scan` reads the collection, `… and sort` puts what it found in order in memory.
 */
export type Plans = Partial<Record<Engine, readonly string[]>>;

type Line = Plans & { readonly query: unknown };

/** The plans that are written down, by the text of the query's shape. */
export function readPlans(): Map<string, Plans> {
  if (!existsSync(FILE)) return new Map();
  const lines = readFileSync(FILE, 'utf8').split('\n').filter(Boolean);
  return new Map(
    lines.map((line) => {
      const { query, ...plans } = JSON.parse(line) as Line;
      return [JSON.stringify(query), plans];
    }),
  );
}

/**
 * Writes plans down, in the order of their queries, beside what is known of the other engine.
 * @param found of every query of the catalogue: others go
 */
export function writePlans(engine: Engine, found: ReadonlyMap<string, readonly string[]>): void {
  const known = readPlans();
  const lines = [...found.keys()].sort().map((query) => {
    const plans: Plans = { ...known.get(query), [engine]: found.get(query) ?? [] };
    const { embedded, mongod } = plans;
    return `{"query":${query},${JSON.stringify({ embedded, mongod }).slice(1)}\n`;
  });
  writeFileSync(FILE, lines.join(''));
}
