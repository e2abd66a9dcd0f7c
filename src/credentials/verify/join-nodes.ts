import { NotCovered } from './not-covered.js';
import { isObject } from './schema-check.js';

type Node = Record<string, unknown>;

/** The most copies of nodes; a document with more was made to be hard. */
const MOST_COPIES = 8_000;

/** @returns a key of a value of expanded JSON-LD; of a node with an id, the id */
const keyOf = (value: unknown): string =>
  isObject(value) && typeof value['@id'] === 'string'
    ? `@id ${value['@id']}`
    : JSON.stringify(value);

const isNode = (value: unknown): value is Node =>
  isObject(value) && !('@value' in value) && !('@list' in value);

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** Everything that a graph says of one named node: values by property, each once. */
type Said = Map<string, Map<string, unknown>>;

interface Graph {
  readonly said: Map<string, Said>;
  /** How often a named node occurs in the graph. */
  readonly places: Map<string, number>;
}

function noteNode(node: Node, graph: Graph): void {
  const id = node['@id'];
  const before = typeof id === 'string' ? graph.said.get(id) : undefined;
  const said: Said = before ?? new Map<string, Map<string, unknown>>();
  for (const [property, values] of Object.entries(node)) {
    if (property === '@id' || property === '@graph') continue;
    const kept = said.get(property) ?? new Map<string, unknown>();
    for (const value of listOf(values)) {
      kept.set(keyOf(value), value);
      note(value, graph);
    }
    said.set(property, kept);
  }
  if (typeof id !== 'string') return;
  graph.said.set(id, said);
  graph.places.set(id, (graph.places.get(id) ?? 0) + 1);
}

function note(value: unknown, graph: Graph): void {
  if (Array.isArray(value)) for (const one of value) note(one, graph);
  else if (isObject(value) && '@list' in value) note(value['@list'], graph);
  else if (isNode(value)) noteNode(value, graph);
}

/** Whether every occurrence of every node has everything that is said of the node. */
function isEvenlySaid(value: unknown, graph: Graph): boolean {
  if (Array.isArray(value)) return value.every((one) => isEvenlySaid(one, graph));
  if (isObject(value) && '@list' in value) return isEvenlySaid(value['@list'], graph);
  if (!isNode(value)) return true;
  const id = value['@id'];
  const said = typeof id === 'string' && graph.places.get(id)! > 1 ? graph.said.get(id) : undefined;
  if (said !== undefined) checkValues(value, said);
  return (
    (said === undefined || [...said.keys()].every((property) => property in value)) &&
    Object.entries(value).every(([name, one]) => name === '@graph' || isEvenlySaid(one, graph))
  );
}

/**
 * Refuses a property whose values differ between occurrences, since the signature does not cover which is where. Types
 * may be spread.
 */
function checkValues(node: Node, said: Said): void {
  for (const [property, values] of Object.entries(node)) {
    const all = said.get(property);
    if (all === undefined || property === '@type') continue;
    if (new Set(listOf(values).map(keyOf)).size < all.size) throw new NotCovered(property);
  }
}

/**
 * Joins what a document says of a named node in several places. RDF, which is what is signed, identifies a node by its
 * name alone: statements could be moved from one place to another without breaking the signature. Therefore each place
 * gets all of them.
 * @param expanded an expanded document
 * @returns the same document with its nodes joined; null where there is nothing to join
 * @throws NotCovered where a property differs between two places
 */
export function joinNodes(expanded: readonly unknown[]): unknown[] | null {
  const graph: Graph = { said: new Map(), places: new Map() };
  note(expanded, graph);
  if (isEvenlySaid(expanded, graph)) return null;
  let copies = 0;
  const join = (value: unknown, within: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((one) => join(one, within));
    if (isObject(value) && '@list' in value)
      return { ...value, '@list': join(value['@list'], within) };
    if (!isNode(value)) return value;
    if (++copies > MOST_COPIES) throw new NotCovered('@id');
    const id = value['@id'];
    if (typeof id !== 'string') return joinMembers(value, within);
    if (within.includes(id)) return value;
    const whole: Node = { '@id': id };
    for (const [property, values] of graph.said.get(id) ?? []) {
      // The values of this place keep their order; those of other places follow.
      const here = listOf(value[property] ?? []).map(keyOf);
      const keys = new Set([...here, ...values.keys()]);
      whole[property] = [...keys].map((key) => values.get(key));
    }
    if ('@graph' in value) whole['@graph'] = value['@graph'];
    return joinMembers(whole, [...within, id]);
  };
  const joinMembers = (node: Node, within: readonly string[]): Node =>
    Object.fromEntries(
      Object.entries(node).map(([name, one]) => [
        name,
        name === '@graph' ? one : join(one, within),
      ]),
    );
  return expanded.map((one) => join(one, []));
}
