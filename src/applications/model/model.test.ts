import { describe, expect, it } from 'vitest';
import { formatOf } from './file-kind.js';
import { dispositionOf, safeName } from './file-name.js';
import { parseLink } from './link.js';
import { problemsOf } from './problems.js';
import { standingOf, type Review } from './review.js';
import { rubricOf, scoreOf } from './score.js';
import type { TaskContent } from './task.js';

const level = (id: string, points: number) => ({ id, name: id, description: '', points });
const content: TaskContent = {
  title: 'Portfolio',
  instructions: 'Show it.',
  text: { asked: 'must', most: 100 },
  links: { least: 0, most: 1 },
  files: { least: 0, most: 1, megabytes: 1, kinds: ['pdf'] },
  criteria: [
    { id: 'c1', name: 'A', description: '', levels: [level('l1', 0), level('l2', 3)] },
    { id: 'c2', name: 'B', description: 'b', levels: [level('l1', 1), level('l2', 2)] },
  ],
  pass: { kind: 'total', points: 4 },
  reviewers: [],
  agree: 1,
};
const chosen = (...levels: string[]) =>
  levels.map((one, at) => ({ criterion: `c${at + 1}`, level: one }));

describe('a score by a rubric', () => {
  it('passes by the sum, or by each criterion', () => {
    expect(scoreOf(content, chosen('l2', 'l1'))).toEqual({
      points: 4,
      maximum: 5,
      missing: [],
      isPassed: true,
    });
    expect(scoreOf(content, chosen('l1', 'l2')).isPassed).toBe(false);
    const [first, second] = content.criteria;
    const each: TaskContent = {
      ...content,
      pass: { kind: 'each' },
      criteria: [
        { ...first!, requiredLevel: 'l1' },
        { ...second!, requiredLevel: 'l2' },
      ],
    };
    expect(scoreOf(each, chosen('l1', 'l2')).isPassed).toBe(true);
    expect(scoreOf(each, chosen('l2', 'l1')).isPassed).toBe(false);
    expect(rubricOf(each).criteria[1]).toMatchObject({ requiredLevel: 'l2', description: 'b' });
    expect(rubricOf(each).needed).toBeUndefined();
    expect(rubricOf(content)).toMatchObject({ maximum: '5', needed: '4' });
  });

  it('is nothing while a criterion has no step, or one that is not known', () => {
    expect(scoreOf(content, chosen('l2'))).toMatchObject({ missing: ['c2'], isPassed: false });
    expect(scoreOf(content, chosen('l2', 'l9'))).toMatchObject({ points: 3, missing: ['c2'] });
  });
});

describe('what reviews come to', () => {
  const review = (slot: number, verdict: Review['verdict'], points = 1): Review => ({
    applicationId: 'a',
    taskId: 't',
    round: 1,
    slot,
    reviewerId: String(slot),
    verdict,
    points,
    maximum: 5,
    levels: [],
    comment: '',
    comments: {},
    at: new Date(0),
  });

  it('waits for a second one, and for a third where two differ', () => {
    expect(standingOf([], 2)).toEqual({ kind: 'waits', slot: 1 });
    expect(standingOf([review(1, 'approve')], 1)).toMatchObject({ kind: 'decided' });
    expect(standingOf([review(1, 'approve')], 2)).toEqual({ kind: 'waits', slot: 2 });
    const two = [review(1, 'approve'), review(2, 'return')];
    expect(standingOf(two, 2)).toEqual({ kind: 'disputed', slot: 3 });
    expect(standingOf([...two, review(3, 'refuse')], 2)).toMatchObject({
      outcome: { verdict: 'refuse' },
    });
  });

  it('takes the lower of two that agree', () => {
    expect(standingOf([review(2, 'approve', 4), review(1, 'approve', 5)], 2)).toMatchObject({
      outcome: { verdict: 'approve', points: 4 },
    });
  });
});

describe('a file', () => {
  it.each([
    ['%PDF-1.4', 'pdf'],
    ['\x89PNG\r\n\x1a\n', 'png'],
    ['\xff\xd8\xff\xe0', 'jpg'],
    ['RIFF\0\0\0\0WEBP', 'webp'],
    ['PK\x03\x04 [Content_Types].xml word/document.xml', 'docx'],
    [`PK\x03\x04${'.'.repeat(26)}mimetypeapplication/vnd.oasis.opendocument.text`, 'odt'],
    ['<script>alert(1)</script>', 'txt'],
  ])('that begins with %j is %s', (text, extension) => {
    expect(formatOf(Buffer.from(text, 'latin1'))?.extension).toBe(extension);
  });

  it.each([
    'MZ\x90\0',
    '\x7fELF',
    'PK\x03\x04 a.exe',
    'PK\x03\x04 [Content_Types].xml word/document.xml word/vbaProject.bin',
    'a\0b',
    '\xc3\x28',
  ])('that begins with %j is taken nowhere', (text) => {
    expect(formatOf(Buffer.from(text, 'latin1'))).toBeNull();
  });

  it('has a name that says what it is, and leads nowhere', () => {
    expect(safeName('../../etc/passwd', 'txt')).toBe('passwd.txt');
    expect(safeName('C:\\x\\report.PDF', 'pdf')).toBe('report.PDF');
    expect(safeName('cv\u202Efdp.exe', 'pdf')).toBe('cvfdp.exe.pdf');
    expect(safeName('.\n"', 'png')).toBe('file.png');
    expect(safeName('photo.jpeg', 'jpg')).toBe('photo.jpeg');
    expect([...safeName('𝓐'.repeat(900), 'pdf')]).toHaveLength(124);
    const name = safeName('Zürich\r\nSet-Cookie: a=b.pdf', 'pdf');
    expect(dispositionOf(name)).toBe(
      'attachment; filename="Z_richSet-Cookie a_b.pdf"; filename*=UTF-8\'\'Z%C3%BCrichSet-Cookie%20a%3Db.pdf',
    );
  });
});

describe('a link', () => {
  it('is a web address, with https where none is said', () => {
    expect(parseLink(' example.org/a ')).toBe('https://example.org/a');
    expect(parseLink('http://example.org')).toBe('http://example.org/');
  });
  it.each(['javascript:alert(1)', 'data:text/html,x', 'https://a:b@c.example', 'localhost', 'a b'])(
    'is not %s',
    (text) => expect(parseLink(text)).toBeNull(),
  );
});

describe('what is asked for', () => {
  it('can be opened when nothing is missing', () => expect(problemsOf(content)).toEqual([]));

  it.each([
    [
      'nothingAsked',
      {
        text: { asked: 'no', most: 1 },
        links: { least: 0, most: 0 },
        files: { ...content.files, most: 0 },
      },
    ],
    ['moreThanMost', { links: { least: 2, most: 1 } }],
    ['kinds', { files: { ...content.files, kinds: [] } }],
    ['criteria', { criteria: [], pass: { kind: 'each' } }],
    ['required', { pass: { kind: 'each' } }],
    ['points', { pass: { kind: 'total', points: 6 } }],
    ['noPoints', { pass: { kind: 'total', points: 0 } }],
    ['reviewers', { reviewers: ['one'], agree: 2 }],
  ] as const)('says %s', (code, change) => {
    const codes = problemsOf({ ...content, ...change }).map((one) => one.code);
    expect(codes).toContain(code);
  });
});
