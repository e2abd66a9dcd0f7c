import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { until } from '../check.js';
import type { ApiCaller } from './call.js';

interface Import {
  readonly id: string;
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly problem?: { readonly code: string };
}

/** What became of one file: how many entries ended how. */
export type ImportReport = Readonly<Record<string, Readonly<Record<string, number>>>>;

const FOLDER = path.resolve('test/fixtures/imports');
const TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.json': 'application/json',
  '.jws': 'application/jwt',
  '.jwt': 'application/jwt',
  '.mbz': 'application/octet-stream',
  '.ndjson': 'application/octet-stream',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.xml': 'application/xml',
  '.zip': 'application/zip',
};

/**
 * Hands in each sample file of another system, and confirms what it would make.
 * @param courseId where its drafts are made
 * @throws Error for a file of which nothing can be used
 */
export async function importSamples(api: ApiCaller, courseId: string): Promise<ImportReport> {
  const names = (await readdir(FOLDER)).filter((name) => path.extname(name) in TYPES).sort();
  const report: Record<string, Readonly<Record<string, number>>> = {};
  for (const name of names) {
    const query = new URLSearchParams({ course: courseId, fileName: name }).toString();
    const bytes = await readFile(path.join(FOLDER, name));
    const type = TYPES[path.extname(name)] ?? '';
    const begun = await api.send<Import>(`/imports?${query}`, new Uint8Array(bytes), type);
    const read = async () => api.json<Import>('GET', `/imports/${begun.id}`);
    const preview = await until(`the import of ${name}`, async () => {
      const found = await read();
      return found.state === 'checking' ? null : found;
    });
    if (preview.state !== 'preview')
      throw new Error(`${name} is ${preview.state}: ${preview.problem?.code ?? ''}`);
    const done = await api.json<Import>('POST', `/imports/${begun.id}/confirm`, {});
    report[name] = done.counts;
  }
  return report;
}
