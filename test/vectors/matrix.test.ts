import { describe, expect, it } from 'vitest';
import { verify } from '../../src/credentials/verify/index.js';
import { environment, inputOf, matrix } from './matrix.js';

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

  it('gives every check a time', async () => {
    const { checks } = await verify(inputOf(matrix.vectors[0]!), environment);
    expect(checks.map(({ name, at }) => [name, at])).toEqual(
      ['proof', 'schema', 'status', 'validity', 'issuer-identity', 'issuer-recognised'].map(
        (name) => [name, '2026-05-04T09:00:00.000Z'],
      ),
    );
  });
});
