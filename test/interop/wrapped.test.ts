import { describe, expect, it } from 'vitest';
import { verify } from '../../src/credentials/verify/index.js';
import { environment, inputOf, matrix } from './matrix.js';

type Json = Record<string, unknown>;

const vectorOf = (format: string) =>
  matrix.vectors.find((one) => one.format === format && one.condition === 'valid')!;
const jwt = inputOf(vectorOf('jwt-rs256')) as string;
const badge = JSON.parse(inputOf(vectorOf('json')) as string) as Json;

const VC_V2 = 'https://www.w3.org/ns/credentials/v2';
const present = (...verifiableCredential: unknown[]): Json => ({
  '@context': [VC_V2],
  type: ['VerifiablePresentation'],
  verifiableCredential,
});
const envelope = (id: string): Json => ({
  '@context': VC_V2,
  type: 'EnvelopedVerifiableCredential',
  id,
});
const judge = (document: Json) => verify(JSON.stringify(document), environment);

describe('verify, a badge in a presentation (VC 2.0, 4.13)', () => {
  it('checks the badge, as JSON, as a token, or in an envelope', async () => {
    const alone = { ...present(), verifiableCredential: badge };
    expect(await judge(alone)).toMatchObject({ verdict: 'valid', format: 'json' });
    expect(await judge(present(badge))).toMatchObject({ verdict: 'valid', format: 'json' });
    const tokens = [jwt, envelope(`data:application/vc+jwt,${jwt}`)];
    for (const token of tokens)
      expect(await judge(present(token))).toMatchObject({ verdict: 'valid', format: 'jwt' });
  });

  it('checks a badge that was changed to be one', async () => {
    const changed = { ...badge, name: 'Leadership' };
    expect((await judge(present(changed))).verdict).toBe('invalid');
  });

  it('finds the badge among other credentials', async () => {
    const other = { '@context': [VC_V2], type: ['VerifiableCredential'] };
    expect((await judge(present(other, badge))).verdict).toBe('valid');
  });

  it('says that there are several, or none', async () => {
    const codeOf = async (document: Json) => (await judge(document)).checks[0]?.code;
    expect(await codeOf(present(badge, jwt))).toBe('several_badges');
    expect(await codeOf(present())).toBe('no_badge_presented');
    expect(await codeOf(present('no token', null, 7))).toBe('no_badge_presented');
  });
});

describe('verify, a badge in an envelope (VC 2.0, 4.13.2)', () => {
  it('checks the token', async () => {
    for (const kind of ['vc+jwt', 'jwt'])
      expect(await judge(envelope(`data:application/${kind},${jwt}`))).toMatchObject({
        verdict: 'valid',
        format: 'jwt',
      });
  });

  it('says that there is none', async () => {
    for (const id of ['data:application/vc+jwt,', `data:application/vc+sd-jwt,${jwt}`, jwt])
      expect((await judge(envelope(id))).checks[0]?.code).toBe('not_a_jwt');
  });
});
