import { describe, expect, it } from 'vitest';
import { createOutbound } from '../../base/index.js';
import type { IssuerHost } from './issuer-host.js';
import { lookForProof, proofText, recordName } from './look-for-proof.js';
import { settle } from './settle.js';

const host = { host: 'badges.school.edu', token: 'T0ken' };
const answer = (status: number, text: string) => ({
  url: '',
  status,
  headers: new Headers(),
  bytes: Buffer.from(text),
  text: () => text,
  json: () => null,
});
const noSuchName = Object.assign(new Error('none'), { code: 'ENOTFOUND' });
const dnsIsDown = Object.assign(new Error('down'), { code: 'ESERVFAIL' });

const look = (
  records: string[][] | Error,
  file: { status: number; text: string } | Error = { status: 404, text: '' },
) =>
  lookForProof(
    {
      resolveTxt: (name) => {
        expect(name).toBe('_laurel.badges.school.edu');
        return records instanceof Error ? Promise.reject(records) : Promise.resolve(records);
      },
      outbound: {
        fetch: (url, request) => {
          expect(String(url)).toBe('https://badges.school.edu/.well-known/laurel-issuer.txt');
          expect(request).toMatchObject({ maxBytes: 4_096 });
          expect(request?.redirects).toBeUndefined();
          return file instanceof Error
            ? Promise.reject(file)
            : Promise.resolve(answer(file.status, file.text));
        },
      },
    },
    host,
  );

describe('the proof of a host', () => {
  it('is a TXT record below it, whole, among others, in as many pieces as DNS likes', async () => {
    expect(recordName(host)).toBe('_laurel.badges.school.edu');
    const records = [['v=spf1'], ['laurel-issuer=', 'T0ken ']];
    expect(await look(records)).toEqual({ dns: 'found', file: 'missing' });
    for (const wrong of ['laurel-issuer=T0ke', 'x laurel-issuer=T0ken', 'laurel-issuer=t0ken'])
      expect((await look([[wrong]])).dns).toBe('missing');
  });

  it('is a line of a file that the host itself hands out', async () => {
    const text = `# school\r\nlaurel-issuer=other\r\n${proofText(host)}\r\n`;
    expect((await look([], { status: 200, text })).file).toBe('found');
    expect((await look([], { status: 200, text: '<html>laurel-issuer=T0ken</html>' })).file).toBe(
      'missing',
    );
  });

  it('is unknown, and not missing, where nobody could say', async () => {
    expect(await look(noSuchName, { status: 503, text: '' })).toEqual({
      dns: 'missing',
      file: 'unknown',
    });
    expect(await look(dnsIsDown, new Error('reset'))).toEqual({ dns: 'unknown', file: 'unknown' });
  });

  it('is not fetched of an address within the operator’s network, whatever the name says', async () => {
    const addresses = ['10.0.0.7', '169.254.169.254', '127.0.0.1', '::1', 'fd00::1'];
    for (const address of addresses) {
      const outbound = createOutbound({
        userAgent: 'test',
        lookup: (_host, _options, callback) =>
          callback(null, [{ address, family: address.includes(':') ? 6 : 4 }]),
      });
      const found = await lookForProof({ resolveTxt: () => Promise.resolve([]), outbound }, host);
      expect(found).toEqual({ dns: 'missing', file: 'missing' });
      await outbound.close();
    }
  });
});

describe('a look at a proof', () => {
  const at = (hours: number) => new Date(Date.UTC(2026, 0, 1, hours));
  const proven = { ...host, state: 'inUse', method: 'dns' } as unknown as IssuerHost;
  const nothing = { dns: 'missing', file: 'found' } as const;
  const silence = { dns: 'unknown', file: 'unknown' } as const;

  it('that does not find it is repeated, and then it is lost; found again, all is as before', () => {
    const once = settle(proven, nothing, at(0));
    expect(once).toMatchObject({ missingSince: at(0), checkAt: at(1), lostAt: undefined });
    const twice = settle({ ...proven, ...once } as IssuerHost, nothing, at(1));
    expect(twice).toMatchObject({ missingSince: at(0), lostAt: at(1) });
    const again = settle(
      { ...proven, ...twice } as IssuerHost,
      { dns: 'found', file: 'unknown' },
      at(2),
    );
    expect(again).toMatchObject({ missingSince: undefined, lostAt: undefined, checkAt: at(26) });
  });

  it('that nobody answers loses nothing for a week', () => {
    const once = settle(proven, silence, at(0));
    const later = (hours: number) =>
      settle({ ...proven, ...once } as IssuerHost, silence, at(hours));
    expect(later(7 * 24 - 1).lostAt).toBeUndefined();
    expect(later(7 * 24)).toMatchObject({ unknownSince: at(0), lostAt: at(7 * 24) });
  });

  it('holds a host that a file proved by a record, too; one of a record by nothing else', () => {
    const byFile = { ...proven, method: 'file' } as IssuerHost;
    expect(settle(byFile, { dns: 'found', file: 'missing' }, at(0))).toMatchObject({
      method: 'dns',
      missingSince: undefined,
    });
    expect(settle(byFile, { dns: 'missing', file: 'missing' }, at(0)).missingSince).toEqual(at(0));
    expect(settle(proven, nothing, at(0)).missingSince).toEqual(at(0));
  });
});
