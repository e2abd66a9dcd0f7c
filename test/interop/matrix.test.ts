import { decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { verify } from '../../src/credentials/verify/index.js';
import { environment, inputOf, matrix, type Vector } from './matrix.js';

/** The fragment of the key that signed a badge as JSON or as a token. */
function signerOf({ input: { text = '' } }: Vector): string {
  if (text.startsWith('{')) {
    const { proof } = JSON.parse(text) as { proof: { verificationMethod: string }[] };
    return proof[0]?.verificationMethod.split('#')[1] ?? '';
  }
  return decodeProtectedHeader(text).kid?.split('/').at(-1) ?? '';
}

describe('verify, over the matrix of formats and conditions', () => {
  it.each(matrix.vectors)('$name', async (vector) => {
    const result = await verify(inputOf(vector), environment);
    const check = result.checks.find(({ name }) => name === vector.expected.check);
    expect({
      verdict: result.verdict,
      check: check?.name,
      outcome: check?.outcome,
      code: check?.code,
    }).toEqual(vector.expected);
  });

  it('tells a recipient by e-mail address from another', async () => {
    const [valid] = matrix.vectors;
    const of = async (email: string) => {
      const { verdict, checks } = await verify(inputOf(valid!), { ...environment, email });
      return [verdict, checks.find(({ name }) => name === 'recipient')?.outcome];
    };
    expect(await of('Ada@example.edu')).toEqual(['valid', 'pass']);
    expect(await of('eve@example.edu')).toEqual(['invalid', 'fail']);
  });

  it.each(['json', 'jwt-es256'])(
    'asks anew where the kept list of the issuer’s keys is older than the key: %s',
    async (format) => {
      const vector = matrix.vectors.find((one) => one.name === `${format}/valid`)!;
      const DID = 'https://badges.example.edu/.well-known/did.json';
      const now = (await environment.fetchJson(DID)) as Record<string, unknown>;
      const names = (now['assertionMethod'] as string[]).filter(
        (id) => !id.endsWith(`#${signerOf(vector)}`),
      );
      expect(names).toHaveLength((now['assertionMethod'] as string[]).length - 1);
      const before = { ...now, assertionMethod: names };
      const fetchJson = (url: string) =>
        url === DID ? Promise.resolve(before) : environment.fetchJson(url);
      const stale = { ...environment, fetchJson };
      expect((await verify(inputOf(vector), stale)).verdict).not.toBe('valid');
      const { fetchJson: fetchNew } = environment;
      expect((await verify(inputOf(vector), { ...stale, fetchNew })).verdict).toBe('valid');
    },
  );

  it('gives every check a time', async () => {
    const { checks } = await verify(inputOf(matrix.vectors[0]!), environment);
    expect(checks.map(({ name, at }) => [name, at])).toEqual(
      ['proof', 'schema', 'status', 'validity', 'issuer-identity', 'issuer-recognised'].map(
        (name) => [name, '2026-05-04T09:00:00.000Z'],
      ),
    );
  });
});
