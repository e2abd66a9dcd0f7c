import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger } from './log.js';

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  const to = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  write(createLogger('info', to));
  return text;
}

describe('createLogger', () => {
  it('leaves out secrets and personal data by name, at any of the first three depths', () => {
    const text = logged((log) =>
      log.info(
        { id_token: 'S1', launch: { email: 'S2', user: { name: 'S3' } }, platformId: 'p1' },
        'launched',
      ),
    );
    expect(text).not.toMatch(/S[123]/);
    expect(text).toContain('p1');
  });

  it('leaves them out of lists, and leaves what it was given as it was', () => {
    const given = { people: [{ name: 'S1', id: 'p1' }], deep: { a: { b: { c: { d: 'S2' } } } } };
    const text = logged((log) => log.info(given, 'seen'));
    expect(text).not.toMatch(/S[12]/);
    expect(text).toContain('p1');
    expect(given.people[0]?.name).toBe('S1');
  });

  it('leaves out what a unique index refused (MongoDB, E11000)', () => {
    const words =
      'E11000 duplicate key error collection: x index: mail_1 dup key: { mail: "S1@x" }';
    const text = logged((log) => log.error({ err: new Error(words) }, 'failed'));
    expect(text).not.toContain('S1');
    expect(text).toContain('index: mail_1 dup key: {…}');
  });

  it('cuts the query off addresses in error messages and keeps their cause', () => {
    const error = new Error('GET https://lms.example/x?token=S1 failed', {
      cause: new Error('ECONNRESET'),
    });
    const text = logged((log) => log.error({ err: error }, 'failed'));
    expect(text).not.toContain('S1');
    expect(text).toContain('https://lms.example/x?…');
    expect(text).toContain('ECONNRESET');
  });
});
