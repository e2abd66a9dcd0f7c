import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/index.js';
import type { Credential } from '../../../src/credentials/index.js';
import { personIdOf } from '../../../src/people/index.js';
import { openTenant, type Tenant } from '../../security/two-courses.js';
import { formsOf, type Browser, type BrowserAnswer } from '../../support/lms/index.js';
import { openCourse, textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { doWork, setUpAt } from './use-drawing.js';

describe.each(['moodle', 'canvas'] as const)(
  'a pathway of five steps in two courses on a %s-like platform',
  (kind) => {
    // The store drops what has run out by the machine’s clock.
    const clock = systemClock;
    let laurel: TestLaurel;
    let open: Awaited<ReturnType<typeof openCourse>>;
    let courses: Tenant[];
    let teacher: Browser;
    let base = '';
    const names = ['Reading', 'Writing', 'Figures', 'Charts', 'Talks'];

    beforeAll(async () => {
      laurel = await startTestLaurel({ clock });
      open = await openCourse(kind, laurel, { clock });
      const { platform, tool, course } = open;
      const second = platform.addCourse({ title: 'Second course' });
      courses = [
        openTenant(laurel, platform, course.platformId, tool),
        openTenant(laurel, platform, course.platformId, tool, second),
      ];
      // Reading, Writing and Figures in the first course, Charts and Talks in the second one, each at a mark of its own.
      for (const [at, name] of names.entries())
        await setUpAt(laurel, at < 3 ? courses[0]! : courses[1]!, name, 20 + 15 * (at % 3));
      teacher = (await courses[0]!.enter('teacher')).browser;
    });
    afterAll(async () => {
      await open.platform.close();
      await laurel.close();
    });

    const work = () => doWork(laurel);

    const act = async (changes: Record<string, string>, at = base): Promise<BrowserAnswer> => {
      const page = await teacher.get(`${laurel.url}${at}`);
      const form = formsOf(page).find(({ fields }) => 'revision' in fields)!;
      const { _csrf, revision } = form.fields;
      const origin = new URL(page.url).origin;
      return teacher.post(
        `${laurel.url}${base}`,
        { _csrf: _csrf!, revision: revision!, ...changes },
        { origin },
      );
    };
    const drawn = async () => (await laurel.pathways.store.find(base.split('/').at(-1)!))!.draft!;

    async function grade(which: number, value: number): Promise<void> {
      const tenant = courses[which]!;
      const { links } = tenant.course;
      const link = links.find(({ clientId }) => clientId === open.tool.clientId)!;
      open.platform.setGrade('learner1', link.column!, value);
      await laurel.checks.check({ ...open.course, contextId: tenant.course.contextId });
      await work();
    }

    const badges = async (): Promise<Credential[]> => {
      const { sub } = open.platform.person('learner1');
      return laurel.credentials.listByPerson(personIdOf(open.course.platformId, sub));
    };
    const held = async () => (await badges()).map(({ achievementName }) => achievementName).sort();

    it('is drawn by forms, with what speaks against publishing it said in words', async () => {
      const list = await teacher.get(`${laurel.url}/course/pathways`);
      const page = await teacher.submit(list, { name: 'Data programme' }, '/course/pathways');
      base = new URL(page.url).pathname;
      expect(textOf(page)).toContain('There is no group of steps yet.');
      for (const name of ['Basics', 'Practice']) await act({ do: 'add-group', name });
      const [basics, practice] = (await drawn()).groups;
      for (const [at, name] of names.entries()) {
        const found = await teacher.get(`${laurel.url}${base}?q=${name}`);
        const form = formsOf(found).find(
          ({ fields, action }) =>
            action.endsWith(base) && fields['id'] && found.text.includes(`in-${fields['id']}`),
        );
        await act({
          do: 'add-step',
          id: form!.fields['id']!,
          group: at < 2 ? basics!.id : practice!.id,
        });
      }
      await act({
        do: 'group',
        id: practice!.id,
        name: 'Practice',
        need: 'atLeast',
        count: '2',
        level: 'advanced',
        hard: basics!.id,
      });
      for (const [id, name] of [
        [basics!.id, 'Basics done'],
        [practice!.id, 'Practice done'],
        ['whole', 'Programme done'],
      ] as const)
        await act({ do: 'milestone', id, name, description: `have ${name}` });
      const ready = await teacher.get(`${laurel.url}${base}`);
      expect(ready.text).toContain('class="pathway-map"');
      expect(textOf(ready)).toContain('Publish this version');
      for (const part of [practice!, basics!.steps[0] ?? (await drawn()).groups[0]!.steps[0]!]) {
        const opened = await teacher.get(`${laurel.url}${base}/parts/${part.id}`);
        expect(textOf(opened)).toContain('Has to be done first');
      }
      // One step up and down again, and the last change undone.
      const order = async () =>
        (await drawn()).groups.map(({ steps }) => steps.map(({ what }) => what.name));
      const before = await order();
      const [, writing] = (await drawn()).groups[0]!.steps;
      await act({ do: 'down', id: writing!.id });
      expect(await order()).toEqual([['Reading'], ['Writing', 'Figures', 'Charts', 'Talks']]);
      await act({ do: 'undo' });
      expect(await order()).toEqual(before);
    });

    it('says who has what today, and is published once', async () => {
      await grade(0, 25);
      expect(await held()).toEqual(['Reading']);
      await act({ do: 'simulate' });
      const [job] = await laurel.store.connection
        .collection('pathway_jobs')
        .find({ kind: 'preview' })
        .toArray();
      await laurel.pathways.runJob(String(job!['_id']));
      const shown = textOf(await teacher.get(`${laurel.url}${base}`));
      expect(shown).toContain('Who has what today One person.');
      const people = await act({ do: 'publish', backfill: 'yes' });
      expect(people.status).toBe(200);
      expect(textOf(people)).toContain('Published.');
      const pathway = (await laurel.pathways.store.find(base.split('/').at(-1)!))!;
      expect(pathway).toMatchObject({ state: 'published', latestVersion: 1, draft: null });
      await work();
    });

    it('gives its milestones by themselves as the learner walks, each once', async () => {
      await grade(1, 25);
      expect(await held()).toEqual(['Charts', 'Reading']);
      await grade(0, 40);
      expect(await held()).toContain('Basics done');
      expect(await held()).not.toContain('Programme done');
      await grade(0, 60);
      await grade(1, 90);
      const all = await held();
      expect(all).toEqual([...names, 'Basics done', 'Practice done', 'Programme done'].sort());
      await work();
      await grade(1, 95);
      expect(await held()).toEqual(all);
    });

    it('names the parts in the badge, the order in the record, and the state in words on the learner’s page', async () => {
      const whole = (await badges()).find(
        ({ achievementName }) => achievementName === 'Programme done',
      )!;
      const { credentialSubject } = JSON.parse(whole.json) as {
        credentialSubject: {
          achievement: { related: { id: string }[]; criteria: { narrative: string } };
        };
      };
      const { related, criteria } = credentialSubject.achievement;
      expect(related).toHaveLength(7);
      expect(criteria.narrative).toContain('[Reading](');
      const verified = await laurel.credentials.verify(whole.json);
      expect(verified.verdict).toBe('valid');
      const { sub } = open.platform.person('learner1');
      const personId = personIdOf(open.course.platformId, sub);
      const known = await laurel.credentials.listByPerson(personId);
      const record = await laurel.credentials.records.make({
        owner: { personId },
        known,
        chosen: known.map(({ id }) => id),
        name: 'Record',
      });
      const { association } = (
        JSON.parse(record.json) as {
          credentialSubject: { association: { associationType: string }[] };
        }
      ).credentialSubject;
      const types = association.map(({ associationType }) => associationType);
      expect(types.filter((type) => type === 'isChildOf')).toHaveLength(7);
      expect(types).toContain('precedes');
      const { browser } = await courses[1]!.enter('learner1');
      const mine = await browser.get(`${laurel.url}/my/pathways`);
      expect(textOf(mine)).toContain('Data programme');
      expect(mine.text).toContain('Map of');
      expect(textOf(mine)).toContain('Groups done: 2 of 2.');
    });

    it('is public as page, JSON and picture', async () => {
      const path = `${laurel.url}/pathways/${base.split('/').at(-1)!}`;
      const page = await fetch(path, { headers: { accept: 'text/html' } });
      expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'public, max-age=60']);
      expect(await page.text()).toContain('pathway-map');
      const json = (await (
        await fetch(path, { headers: { accept: 'application/json' } })
      ).json()) as { milestones: unknown[] };
      expect(json.milestones).toHaveLength(3);
      const picture = await fetch(`${path}/map.png`);
      expect(picture.headers.get('content-type')).toBe('image/png');
      expect((await fetch(`${laurel.url}/pathways/${'x'.repeat(22)}`)).status).toBe(404);
    });

    it('shows its people, and asks before anything is taken away', async () => {
      const { sub } = open.platform.person('learner1');
      const personId = personIdOf(open.course.platformId, sub);
      const reading = (await badges()).find(
        ({ achievementName }) => achievementName === 'Reading',
      )!;
      const [award] = (
        await laurel.awards.store.listByPerson(`${open.course.platformId}/${sub}`)
      ).filter(({ id }) => reading.awardId.startsWith(id));
      const at = clock.now();
      await laurel.awards.store.retract(award!, {
        reason: 'Shown',
        actor: 'test',
        takenAt: at,
        until: at,
      });
      await laurel.awards.finishRetractions();
      await work();
      const page = await teacher.get(`${laurel.url}${base}/people`);
      expect(textOf(page)).toContain('A step of these milestones is missing');
      expect(await held()).toContain('Basics done');
      const lost = await teacher.submit(page, { do: 'revoke' }, `${base}/people`);
      expect(textOf(lost)).toContain('The milestone was revoked');
      const gone = (await badges())
        .filter(({ state }) => state === 'revoked')
        .map(({ achievementName }) => achievementName);
      expect(gone).toHaveLength(2);
      expect(await laurel.pathways.walks.find(base.split('/').at(-1)!, personId)).toMatchObject({
        state: 'under-way',
      });
    });
  },
);
