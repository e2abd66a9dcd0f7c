import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNDO_MS } from '../../../src/base/index.js';
import { textOf } from '../../support/open-course.js';
import { PDF, useApplications } from './use-applications.js';

describe.each(['moodle', 'canvas'] as const)(
  'a badge by application on a %s-like platform',
  (kind) => {
    let world: Awaited<ReturnType<typeof useApplications>>;
    let taskId: string;
    let learner: Awaited<ReturnType<(typeof world)['enter']>>;
    const at = () => `/my/applications/${taskId}`;

    beforeAll(async () => {
      world = await useApplications(kind);
      taskId = await world.ask();
      await world.badgeFor(taskId);
      learner = await world.enter('learner1');
    });
    afterAll(() => world.close());

    const reviewPath = async (base = '/course/applications') =>
      `${base}/${taskId}/work/${(await world.applicationOf(taskId, 'learner1')).id}`;

    it('keeps a draft with its file, and says what is missing when it is handed in', async () => {
      const list = await learner.get('/my/applications');
      expect(textOf(list)).toContain('A portfolio');
      const refused = await learner.post(at(), { text: '', links: 'nonsense', do: 'hand-in' });
      expect(refused.status).toBe(422);
      expect(textOf(refused)).toContain('Write something here.');
      expect(textOf(refused)).toContain('Line 1 is no web address.');
      const saved = await learner.post(
        at(),
        { text: 'I built a bridge.', links: 'https://bridge.example/plan', do: 'save' },
        { name: '../../plan.html', bytes: PDF },
      );
      expect(saved.status).toBe(200);
      const { draft, state } = await world.applicationOf(taskId, 'learner1');
      expect(state).toBe('draft');
      expect(draft.text).toBe('I built a bridge.');
      const [file] = await world.laurel.applications.stores.files.list(
        (await world.applicationOf(taskId, 'learner1')).id,
      );
      expect(file).toMatchObject({ name: 'plan.html.pdf', type: 'application/pdf' });
      const opened = await learner.get(`${at()}/files/${file!.id}`);
      expect(opened.headers.get('content-disposition')).toContain('attachment');
      expect(opened.headers.get('content-security-policy')).toContain('sandbox');
      expect(opened.headers.get('x-content-type-options')).toBe('nosniff');
      expect(opened.text).toBe(PDF.toString());
    });

    it('keeps the text where a file is refused', async () => {
      const page = await learner.post(
        at(),
        { text: 'I built two bridges.', links: 'https://bridge.example/plan', do: 'hand-in' },
        { name: 'a.pdf', bytes: Buffer.from('<script>alert(1)</script>') },
      );
      expect(page.status).toBe(422);
      expect(textOf(page)).toContain('no file of a kind that is taken here');
      const { draft, state } = await world.applicationOf(taskId, 'learner1');
      expect(draft.text).toBe('I built two bridges.');
      expect(state).toBe('draft');
    });

    it('is returned for more, handed in again, and approved; the badge comes by itself once that stands', async () => {
      await learner.post(at(), { text: 'First try', links: '', do: 'hand-in' });
      expect((await world.applicationOf(taskId, 'learner1')).state).toBe('submitted');
      const course = await world.teacher.get('/course');
      expect(textOf(course)).toContain('One piece of work waits for review.');
      const path = await reviewPath();
      const shown = await world.teacher.get(path);
      expect(textOf(shown)).toContain('First try');
      const silent = await world.teacher.post(path, { round: '1', do: 'return' });
      expect(silent.status).toBe(422);
      await world.teacher.post(path, {
        round: '1',
        level_c1: 'l1',
        comment: 'Say what you learned.',
        do: 'return',
      });
      // As long as it can be undone the learner is told nothing.
      expect(textOf(await learner.get(at()))).not.toContain('Say what you learned.');
      await world.work(UNDO_MS + 1_000);
      await world.work();
      expect(textOf(await learner.get(at()))).toContain('Say what you learned.');
      await learner.post(at(), { text: 'Second try', links: '', do: 'hand-in' });
      expect((await world.applicationOf(taskId, 'learner1')).round).toBe(2);
      const failed = await world.teacher.post(path, { round: '2', level_c1: 'l1', do: 'approve' });
      expect(failed.status).toBe(422);
      await world.teacher.post(path, {
        round: '2',
        level_c1: 'l2',
        comment: 'Well.',
        do: 'approve',
      });
      await world.work();
      expect(await world.badgesOf('learner1')).toHaveLength(0);
      await world.work(UNDO_MS + 1_000);
      await world.work();
      const [badge, ...others] = await world.badgesOf('learner1');
      expect(others).toEqual([]);
      expect(badge?.achievementName).toBe('Portfolio');
      await world.work();
      expect(await world.badgesOf('learner1')).toHaveLength(1);
    });

    it('describes the rubric in the badge, and shows what its learner chooses of results and work', async () => {
      const [badge] = await world.badgesOf('learner1');
      const { credentialSubject } = JSON.parse(badge!.json) as {
        credentialSubject: { achievement: { resultDescription: Record<string, unknown>[] } };
      };
      const { resultDescription } = credentialSubject.achievement;
      expect(resultDescription.map(({ resultType }) => resultType)).toEqual([
        'RubricScore',
        'RubricCriterionLevel',
      ]);
      expect(resultDescription[0]).toMatchObject({ requiredValue: '3', valueMax: '5' });
      const [award] = await world.laurel.awards.store.listByPerson(
        `${world.course.platformId}/${world.subOf('learner1')}`,
      );
      const page = await learner.get(`/my/badges/${award!.id}`);
      expect(textOf(page)).toContain('What you handed in, shown with the badge');
      const application = await world.applicationOf(taskId, 'learner1');
      const [file] = application.handedIn!.fileIds;
      const publicly = `/evidence/${file}`;
      expect((await fetch(`${world.laurel.url}${publicly}`)).status).toBe(404);
      const again = await learner.browser.post(
        `${world.laurel.url}/my/badges/${award!.id}/shows`,
        [
          ['_csrf', learner.csrf],
          ['score', 'yes'],
          ['name', 'none'],
          ['evidence', `${application.id}:text`],
          ['evidence', `${application.id}:${file}`],
        ] as never,
        { origin: world.laurel.url },
      );
      expect(again.status).toBe(200);
      const shown = (await world.badgesOf('learner1')).find(({ id }) => id !== badge!.id)!;
      const whole = JSON.parse(shown.json) as {
        evidence: Record<string, unknown>[];
        credentialSubject: { result: Record<string, unknown>[] };
      };
      expect(whole.evidence).toMatchObject([
        { name: 'A portfolio', narrative: 'Second try' },
        { id: `${world.laurel.settings.publicUrl}${publicly}`, name: 'plan.html.pdf' },
      ]);
      const { result } = whole.credentialSubject;
      expect(result[0]).toMatchObject({ value: '3' });
      expect(String(result[1]!['achievedLevel'])).toMatch(/#result-1-c1-l2$/);
      expect((await world.laurel.credentials.verify(shown.json)).verdict).toBe('valid');
      const open = await fetch(`${world.laurel.url}${publicly}`);
      expect(open.status).toBe(200);
      expect(open.headers.get('content-disposition')).toContain('attachment');
      expect(open.headers.get('content-security-policy')).toContain('sandbox');
    });
  },
);
