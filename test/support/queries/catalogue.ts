import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { QueryShape } from './shape.js';

const FILE = path.join(import.meta.dirname, 'catalogue.jsonl');
const lines = (): string[] => readFileSync(FILE, 'utf8').split('\n').filter(Boolean);
const textOf = (line: string): string =>
  JSON.stringify((JSON.parse(line) as { query: unknown }).query);

/** The queries that rooms are known to ask, each as the text of its shape. */
export const readCatalogue = (): string[] => lines().map(textOf);

export const readShapes = (): QueryShape[] =>
  readCatalogue().map((text) => JSON.parse(text) as QueryShape);

/** Adds to the catalogue. Test files that run beside each other may add the same: {@link putInOrder} keeps one. */
export function addToCatalogue(texts: Iterable<string>): void {
  appendFileSync(FILE, [...texts].map((text) => `{"query":${text}}\n`).join(''));
}

/** Each query once, by the letters: what two branches add lies in places of its own. */
export function putInOrder(): void {
  const text = [...new Set(lines())].sort().join('\n');
  writeFileSync(FILE, `${text}\n`);
}
