import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { courseId } from '../../../src/api/course-id.js';
import { call, laurel, makeToken, platformId, useApi } from '../api/use-api.js';

useApi();

const FOLDER = 'test/fixtures/imports';

/** What each sample makes, and what its report says of the rest. */
const SAMPLES: Readonly<Record<string, readonly [counts: object, codes: readonly string[]]>> = {
  'all.zip': [{ waiting: 1, duplicate: 1, refused: 1 }, ['not_json']],
  'badgr-assertions.json': [{ refused: 2 }, ['no_achievement', 'row_revoked']],
  'badgr-awards.csv': [{ waiting: 1, refused: 1 }, ['row_revoked']],
  'badgr-badgeclasses.json': [{ waiting: 1 }, []],
  'credly-badges.csv': [{ waiting: 1, refused: 2 }, ['row_revoked', 'row_without_recipient']],
  'credly-badges.json': [{ waiting: 1, refused: 1 }, ['row_revoked']],
  'credly-templates.json': [{ waiting: 1 }, []],
  'moodle-assertion.json': [{ waiting: 1 }, []],
  'moodle-badges.xml': [{ waiting: 2 }, []],
  'moodle-course.mbz': [{ waiting: 2 }, []],
  'moodle-report.csv': [{ waiting: 1, refused: 1 }, ['row_date']],
  'ob-0.5.json': [{ waiting: 1 }, []],
  'ob-1.json': [{ refused: 1 }, ['no_achievement']],
  'ob-2.1.json': [{ waiting: 1 }, []],
  'ob-2.jws': [{ waiting: 1 }, []],
  'ob-2.json': [{ waiting: 1 }, []],
  'ob-2.png': [{ waiting: 1 }, []],
  'ob-2.svg': [{ waiting: 1 }, []],
  'ob-3.json': [{ waiting: 1 }, []],
  'ob-3.jwt': [{ waiting: 1 }, []],
  'ob-3.png': [{ waiting: 1 }, []],
  'ob-3.svg': [{ waiting: 1 }, []],
  'obf-badges.ndjson': [{ waiting: 2 }, []],
  'obf-issued.csv': [{ waiting: 1, refused: 1 }, ['row_date']],
};

interface Told {
  readonly outcome: string;
  readonly problem?: { readonly code: string };
}

describe('a sample of each kind of file', () => {
  it('is in the table', () => {
    const files = readdirSync(FOLDER).filter((name) => !/^(README|make)/.test(name));
    expect(files.sort()).toEqual(Object.keys(SAMPLES).sort());
  });

  it.each(Object.entries(SAMPLES))(
    '%s is reported on, and makes its drafts',
    async (name, [counts, codes]) => {
      const secret = await makeToken();
      const [course] = await laurel.lti.contexts.list(platformId);
      if (course === undefined) throw new Error('no course');
      const answer = await fetch(
        `${laurel.url}/api/v1/imports?course=${courseId(course)}&fileName=${name}`,
        {
          method: 'POST',
          headers: {
            authorization: `Bearer ${secret}`,
            'content-type': 'application/octet-stream',
          },
          body: new Uint8Array(readFileSync(`${FOLDER}/${name}`)),
        },
      );
      const made = (await answer.json()) as { readonly id: string };
      expect(made).toMatchObject({ state: 'preview', purpose: 'drafts', counts });
      const entries: Told[] = (await call(secret, 'GET', `/imports/${made.id}/entries`)).body.data;
      expect(entries.flatMap(({ problem }) => problem?.code ?? [])).toEqual(codes);
      const report = await call(secret, 'GET', `/imports/${made.id}/report`);
      expect(report.headers.get('content-type')).toContain('text/csv');
      expect(String(report.body).trim().split('\r\n')).toHaveLength(entries.length + 1);
      for (const code of codes) expect(report.body).toContain(`,${code},`);
      // A report names nobody.
      expect(report.body).not.toContain('@life.example');
      const waiting = entries.filter(({ outcome }) => outcome === 'waiting').length;
      const done = (await call(secret, 'POST', `/imports/${made.id}/confirm`, { body: {} })).body;
      expect(done.state).toBe('done');
      expect(done.counts.draft ?? 0).toBe(waiting);
      // Each sample is tried as if nothing had been brought before.
      await call(secret, 'POST', `/imports/${made.id}/undo`);
      const kept = await laurel.store.connection.collection('import_entries').countDocuments({
        $or: [{ opened: { $exists: true } }, { bytes: { $exists: true } }],
      });
      expect(kept).toBe(0);
    },
  );
});
