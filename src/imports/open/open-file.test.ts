import { readFileSync } from 'node:fs';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Opened } from './facts.js';
import { openFile } from './open-file.js';
import { readXml } from './xml.js';

const FILES = new URL('../../../test/fixtures/imports/', import.meta.url);

async function open(input: string | Uint8Array, name = 'file'): Promise<Opened[]> {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  const found: Opened[] = [];
  for await (const one of openFile(bytes, name)) found.push(one);
  return found;
}
const read = (name: string) => open(new Uint8Array(readFileSync(new URL(name, FILES))), name);

/** What was found, in short. */
const told = (found: readonly Opened[]): string[] =>
  found.map((one) => {
    if (one.kind === 'refused') return `refused ${one.code}`;
    const facts = one.kind === 'achievement' ? one.facts : one.facts.achievement;
    return `${one.kind} ${facts?.name ?? '?'}`;
  });

describe('files of other systems', () => {
  it.each<[string, string[]]>([
    ['ob-0.5.json', ['badge Knot tyer']],
    ['ob-1.json', ['badge ?']],
    ['ob-2.json', ['badge Lathe operator – Żuraw']],
    ['ob-2.png', ['badge Lathe operator – Żuraw']],
    ['ob-2.svg', ['badge Lathe operator – Żuraw']],
    ['moodle-assertion.json', ['badge Course finisher']],
    ['moodle-badges.xml', ['achievement Course finisher', 'achievement Helper']],
    ['moodle-report.csv', ['award Course finisher', 'refused row_date']],
    ['badgr-badgeclasses.json', ['achievement Data steward']],
    ['badgr-assertions.json', ['award ?', 'refused row_revoked']],
    ['credly-templates.json', ['achievement Welding fundamentals']],
    [
      'credly-badges.csv',
      ['award Welding fundamentals', 'refused row_revoked', 'refused row_without_recipient'],
    ],
    ['obf-badges.ndjson', ['achievement Kolikko', 'achievement Talteen']],
    ['obf-issued.csv', ['award Kolikko', 'refused row_date']],
    ['badgr-awards.csv', ['award Data steward', 'refused row_revoked']],
    ['credly-badges.json', ['award Welding fundamentals', 'refused row_revoked']],
    ['moodle-course.mbz', ['achievement Course finisher', 'achievement Helper']],
    ['ob-2.1.json', ['badge Lathe operator – Żuraw']],
    ['ob-2.jws', ['badge Forge hand']],
    ['ob-3.json', ['badge Teamwork']],
    ['ob-3.jwt', ['badge Teamwork']],
    ['ob-3.png', ['badge Teamwork']],
    ['ob-3.svg', ['badge Teamwork']],
    [
      'all.zip',
      ['badge Lathe operator – Żuraw', 'badge Lathe operator – Żuraw', 'refused not_json'],
    ],
  ])('%s', async (name, expected) => {
    expect(told(await read(name))).toEqual(expected);
  });

  it('Moodle’s backup is read with its criteria, tags, alignments and time, as plain text', async () => {
    const [finisher] = await read('moodle-badges.xml');
    expect(finisher).toMatchObject({
      facts: {
        description: 'Finished all activities & more.',
        criteria: 'All of the following.\n\nComplete the course.',
        tags: ['Optics'],
        alignments: [{ targetName: 'Refraction', targetCode: 'R1', targetFramework: 'Optics' }],
        language: 'en',
        months: 12,
        imageAlt: 'A lens',
        issuer: { name: 'Example School', id: 'https://moodle.school.example' },
      },
    });
  });

  it('lists of vendors are read with what each calls differently', async () => {
    const [steward] = await read('badgr-badgeclasses.json');
    expect(steward).toMatchObject({
      facts: { criteria: 'Three audits without a finding.', months: 24, tags: ['data'] },
    });
    const [welding] = await read('credly-templates.json');
    expect(welding).toMatchObject({
      facts: {
        description: 'Welds MIG and TIG.',
        criteria: '- Pass the exam',
        tags: ['Welding', 'Safety'],
      },
    });
    const [coin, kept] = await read('obf-badges.ndjson');
    expect(coin).toMatchObject({ facts: { language: 'fi', months: 12 } });
    expect(coin?.kind === 'achievement' && coin.facts.criteria).toBe(
      'Kriteerit\n\n- Tunnista kymmenen',
    );
    expect(kept?.kind === 'achievement' && kept.facts.criteria).toBe('Näytä');
  });

  it('a ZIP that is a backup gives its badges alone', async () => {
    const { zipSync, strToU8 } = await import('fflate');
    const zip = zipSync({
      'moodle_backup.xml': strToU8('<moodle_backup/>'),
      'badges.xml': readFileSync(new URL('moodle-badges.xml', FILES)),
      'course/course.xml': strToU8('<course/>'),
    });
    expect(told(await open(zip))).toEqual(['achievement Course finisher', 'achievement Helper']);
  });
});

describe('XML', () => {
  it.each([
    ['billion laughs', '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><badges>&b;</badges>'],
    [
      'a file of this machine',
      '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><badges>&a;</badges>',
    ],
    ['elements that are not closed', '<badges><badge>'],
    ['elements closed crosswise', '<badges><a><b></a></b></badges>'],
    ['a well', '<a>'.repeat(30) + '</a>'.repeat(30)],
  ])('refuses %s', (_, text) => {
    expect(() => readXml(text)).toThrow(SyntaxError);
  });

  it('knows five entities, and expands none of its own', () => {
    expect(readXml('<a b="&quot;">&lt;&amp;amp;&unknown;<![CDATA[<b>]]></a>')).toMatchObject({
      attributes: { b: '"' },
      text: '<&amp;&unknown;<b>',
    });
  });
});

it('a list with more than may be is refused as a whole', async () => {
  const rows = Array.from({ length: 5_001 }, (_, n) => `B${n},x`);
  expect(told(await open(['Name,Description', ...rows].join('\n')))).toEqual([
    'refused file_broken',
  ]);
});

describe('archives and pictures that are no honest ones', () => {
  const png = (...chunks: [string, number, Uint8Array][]) => {
    const parts = chunks.flatMap(([type, length, data]) => {
      const head = Buffer.alloc(8);
      head.writeUInt32BE(length);
      head.write(type, 4, 'latin1');
      return [head, Buffer.from(data), Buffer.alloc(4)];
    });
    return new Uint8Array(Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...parts]));
  };
  const bomb = deflateSync(Buffer.alloc(60_000_000));

  it.each<[string, () => Promise<Uint8Array>, string]>([
    [
      'a picture whose chunk says that it has 4 GB',
      async () => png(['iTXt', 0xffffffff, Buffer.from('openbadges')]),
      'refused',
    ],
    [
      'a picture whose badge unpacks to 60 MB',
      async () =>
        png([
          'iTXt',
          13 + bomb.length,
          Buffer.concat([Buffer.from('openbadges\0\x01\0\0\0', 'latin1'), bomb]),
        ]),
      'refused',
    ],
    [
      'a picture that carries JSON which is no badge',
      async () => png(['iTXt', 17, Buffer.from('openbadges\0\0\0\0\0{}')]),
      'refused',
    ],
    [
      'a picture as a backpack shows it, with no badge in it',
      async () => png(['IDAT', 1, Buffer.from('x')]),
      'refused',
    ],
    [
      'XML within XML',
      async () =>
        Buffer.from(
          `<?xml version="1.0"?><!DOCTYPE badges [<!ENTITY a "${'a'.repeat(50_000)}">]><badges>${'&a;'.repeat(5_000)}</badges>`,
        ),
      'refused',
    ],
    [
      'XML with a hundred thousand elements',
      async () => Buffer.from(`<badges>${'<badge/>'.repeat(100_000)}</badges>`),
      'refused',
    ],
  ])('%s is refused', async (_, make, told_) => {
    for (const one of told(await open(new Uint8Array(await make())))) expect(one).toContain(told_);
  });

  it.each<[string, () => Uint8Array, RegExp]>([
    ['unpacks to more than may be', () => gzipSync(Buffer.alloc(120_000_000)), /too much/],
    ['is cut off', () => gzipSync(Buffer.alloc(5_000, 7)).subarray(0, 40), /damaged/],
    ['holds no tar', () => gzipSync(Buffer.alloc(5_000, 7)), /damaged/],
    [
      'says that a file goes on past its end',
      () => {
        const head = Buffer.alloc(512);
        head.write('badges.xml', 0);
        head.write('77777777777\0', 124);
        head.write('ustar', 257);
        return gzipSync(head);
      },
      /damaged/,
    ],
  ])('a packed tar that %s is refused', async (_, make, words) => {
    await expect(open(new Uint8Array(make()))).rejects.toThrow(words);
  });
});

it('what others could not bring in is read: numbers as salts, hashes of 0.5, criteria as code', async () => {
  const odd = {
    uid: '12c2',
    recipient: 'sha256$ab12',
    salt: 1234,
    issued_on: '2012-12-12',
    badge: {
      name: '  Oral\u0000 ',
      criteria: '<script>x()</script><p>Speak &amp; listen</p>',
      issuer: { name: 'B', origin: 'https://b.example' },
    },
  };
  const [one] = await open(JSON.stringify(odd));
  expect(one).toMatchObject({
    kind: 'badge',
    version: '1',
    facts: {
      recipient: { hash: 'sha256$ab12', salt: '1234' },
      achievement: { name: 'Oral', criteria: 'Speak & listen' },
    },
  });
});
