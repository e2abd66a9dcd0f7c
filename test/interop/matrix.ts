import { readFileSync } from 'node:fs';
import type { VerifyEnvironment } from '../../src/credentials/verify/index.js';

export interface Vector {
  readonly name: string;
  readonly format: string;
  readonly condition: string;
  readonly input: { readonly text?: string; readonly base64?: string };
  readonly expected: { verdict: string; check: string; outcome: string; code: string };
}

interface Matrix {
  readonly now: string;
  readonly recognised: Record<string, string>;
  readonly documents: Record<string, unknown>;
  readonly vectors: readonly Vector[];
}

/** The committed vectors (see make-matrix.ts). */
export const matrix = JSON.parse(
  readFileSync(new URL('./matrix.json', import.meta.url), 'utf8'),
) as Matrix;

export const inputOf = ({ input }: Vector): string | Uint8Array =>
  input.text ?? new Uint8Array(Buffer.from(input.base64 ?? '', 'base64'));

/** The matrix' own small web: what is not in it cannot be reached. */
export const environment: VerifyEnvironment = {
  now: () => new Date(matrix.now),
  fetchJson: (url) =>
    Object.hasOwn(matrix.documents, url)
      ? Promise.resolve(matrix.documents[url])
      : Promise.reject(new Error('unreachable')),
  recognise: (id) => matrix.recognised[id] ?? null,
};
