import { describe, expect, it } from 'vitest';
import { MOST_ROWS, type JobRow } from './award-job.js';
import { takeRows, type RowsFormat, type Taken } from './take-rows.js';

async function take(
  format: RowsFormat,
  body: string | Uint8Array | Iterable<Uint8Array>,
  charset?: string,
): Promise<Taken & { readonly all: JobRow[]; readonly batches: number }> {
  const all: JobRow[] = [];
  let batches = 0;
  const bytes =
    typeof body === 'string' || body instanceof Uint8Array ? [Buffer.from(body as string)] : body;
  const taken = await takeRows({ format, charset, bytes }, async (index, rows) => {
    expect(index).toBe(batches++);
    all.push(...rows);
  });
  return { ...taken, all, batches };
}
const utf16 = (text: string, isBig = false): Buffer => {
  const bytes = Buffer.from(text, 'utf16le');
  return isBig ? bytes.swap16() : bytes;
};

describe('columns', () => {
  it.each([
    ['English', 'User ID,Reason'],
    ['the wire', 'user_id,reason'],
    ['German', 'Benutzer-ID;Begründung'],
    ['Spanish', 'ID de usuario;Motivo'],
    ['French', 'Motif;Identifiant'],
    ['Polish', 'Uzasadnienie;ID użytkownika'],
    ['Arabic', 'معرّف المستخدم,السبب'],
  ])('are known by their names in %s, in any order', async (_, header) => {
    const isLast = /^(Motif|Uzas)/.test(header);
    const sign = header.includes(';') ? ';' : ',';
    const cells = isLast ? ['done', 'u1'] : ['u1', 'done'];
    const { all } = await take('csv', `${header}\r\n${cells.join(sign)}\r\n`);
    expect(all).toEqual([{ row: 1, line: 2, userId: 'u1', reason: 'done', outcome: 'waiting' }]);
  });

  it('of exports are known: Moodle’s and Canvas’, whose `ID` is a number of its own', async () => {
    const moodle = await take(
      'csv',
      'First name,Last name,ID number,Email address\nA,B,77,a@b.test',
    );
    expect(moodle.all[0]).toMatchObject({ sisId: '77', email: 'a@b.test' });
    const canvas = await take(
      'csv',
      'Student,ID,SIS User ID,SIS Login ID,Section\n"B, A",9,s-1,ab,X',
    );
    expect(canvas.all[0]).toMatchObject({ sisId: 's-1', name: 'B, A' });
    expect(canvas.all[0]?.userId).toBeUndefined();
  });

  it('that are missing, or there twice, are told', async () => {
    expect((await take('csv', 'grade\n1')).problem).toEqual({ code: 'no_header', line: 1 });
    expect((await take('csv', '')).problem).toEqual({ code: 'no_header', line: 1 });
    const twice = await take('csv', 'E-Mail,email\na@b.test,');
    expect(twice.problem).toEqual({ code: 'column_twice', line: 1, column: 'email' });
  });
});

describe('encodings', () => {
  const text = 'Email,Grund\r\nżółć@例え.test,Ωμέγα ქართული';
  it.each([
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`), undefined],
    ['UTF-16 LE with a mark', utf16(`\uFEFF${text}`), undefined],
    ['UTF-16 BE with a mark, told as UTF-8', utf16(`\uFEFF${text}`, true), 'utf-8'],
    ['UTF-16 without a mark', utf16(text), undefined],
    ['UTF-16, as it is told', utf16(text, true), 'utf-16be'],
  ])('%s are read', async (_, bytes, charset) => {
    const { all } = await take('csv', bytes, charset);
    expect(all[0]?.reason).toBe('Ωμέγα ქართული');
  });

  it('a file of an old Windows is read where that is told, and else says on which row it is no text', async () => {
    const old = Buffer.from('email,reason\na@b.test,M\xfcller\n', 'latin1');
    expect((await take('csv', old, 'windows-1252')).all[0]?.reason).toBe('Müller');
    expect((await take('csv', old)).problem).toMatchObject({ code: 'not_text' });
  });

  it.each([
    'Zażółć gęślą jaźń',
    'Ünïcødé',
    'Ωμέγα',
    'Кириллица',
    'ქართული',
    'Հայերեն',
    'עברית',
    'العربية',
    'हिन्दी',
    'ไทย',
    '한국어',
    '日本語 中文',
  ])('a reason in its own script is kept: %s', async (reason) => {
    const { all } = await take('csv', `user id;reason\nu;"${reason}"`);
    expect(all[0]).toMatchObject({ reason, outcome: 'waiting' });
  });
});

describe('rows', () => {
  it('with problems say the line, the column and why', async () => {
    const body = `E-Mail;Grund\nno-address;x\n;x\na@b.test;${'x'.repeat(501)}\na\0b@c.test;x\n`;
    const { all } = await take('csv', body);
    expect(all.map(({ line, problem, column }) => [line, problem, column])).toEqual([
      [2, 'wrong_email', 'E-Mail'],
      [3, 'nobody', undefined],
      [4, 'reason_too_long', 'Grund'],
      [5, 'control_character', 'E-Mail'],
    ]);
    expect(JSON.stringify(all)).not.toContain('\\u0000');
  });

  it('come as an array or as lines of JSON, each checked by itself', async () => {
    const rows = ['{"userId":"a"}', '{"userId":7}', '{"who":"b"}', '{"userId":"b"'];
    const lines = await take('ndjson', `${rows.join('\r\n')}\n\n{"email":"c@d.test"}`);
    expect(lines.all.map(({ line, problem, column }) => [line, problem, column])).toEqual([
      [1, undefined, undefined],
      [2, 'wrong_value', 'userId'],
      [3, 'unknown_member', 'who'],
      [4, 'unreadable', undefined],
      [6, undefined, undefined],
    ]);
    const array = await take('json', `[ {"userId":"a, ]}"}, {"userId":"b\\"","reason":"x"} ]\n`);
    expect(array.all.map(({ userId }) => userId)).toEqual(['a, ]}', 'b"']);
    expect((await take('json', '[]')).rows).toBe(0);
  });

  it.each(['', '{}', '[', '[1,]', '[,1]', '[1] x', '[1]]', 'null', '[{"a":1}'])(
    'in “%s”, which is no array, are not taken',
    async (body) => {
      expect((await take('json', body)).problem?.code).toBe('unreadable');
    },
  );

  it('beyond the budget of one are not kept, also without an end', async () => {
    const long = '9'.repeat(1_000_000);
    const array = await take('json', `[{"userId":"${long}"},{"userId":"b"},${'['.repeat(100_000)}`);
    expect(array.all.map(({ problem }) => problem)).toEqual(['too_long', undefined]);
    const lines = await take('ndjson', `${long}\n{"userId":"b"}`);
    expect(lines.all.map(({ problem }) => problem)).toEqual(['too_long', undefined]);
  });

  it('are kept batch by batch while they come in', async () => {
    const { rows, all, batches } = await take('csv', `id\n${'u\n'.repeat(1_001)}`);
    expect([rows, all.length, batches, all.at(-1)?.line]).toEqual([1_001, 1_001, 3, 1_002]);
  });

  it('of more than a job may have are refused as soon as that is known', async () => {
    let sent = 0;
    function* endless(): Iterable<Uint8Array> {
      yield Buffer.from('id\n');
      for (;;) {
        sent += 1;
        yield Buffer.from('u\n'.repeat(1_000));
      }
    }
    await expect(take('csv', endless())).rejects.toMatchObject({
      code: 'bulk_too_large',
      status: 413,
    });
    expect(sent).toBeLessThanOrEqual(MOST_ROWS / 1_000 + 1);
    function* blank(): Iterable<Uint8Array> {
      for (;;) yield Buffer.alloc(1_000_000, ' ');
    }
    await expect(take('ndjson', blank())).rejects.toMatchObject({ status: 413 });
  });
});
