import { describe, expect, it } from 'vitest';
import { createBrowser, launch } from '../../support/lms/index.js';
import { enterAsOperator } from '../../support/enter-as-operator.js';
import { enterAs, laurel, moodle, useOperator } from './use-operator.js';

useOperator();

/** The steps of a page, each with its tag, and where its link leads. */
function stepsOf(html: string): Record<string, readonly [string, string | undefined]> {
  const list = /<ol class="first-steps">([\s\S]*?)<\/ol>/.exec(html)?.[1] ?? '';
  return Object.fromEntries(
    list
      .split('<li>')
      .slice(1)
      .map((one) => {
        const words = (/<h3>([\s\S]*?)<\/h3>/.exec(one)?.[1] ?? '').replace(/<[^>]+>/g, ' ').trim();
        const [title = '', tag = ''] = words.split(/\s{2,}/);
        expect(one.match(/<a /g)?.length ?? 0).toBeLessThanOrEqual(1);
        return [title, [tag, /<a href="([^"]*)"/.exec(one)?.[1]]];
      }),
  );
}

const overview = () => `${laurel.url}/admin`;
const GRADES = 'Grades of Moodle’s and Canvas’s own activities';
const tickOf = (id: string) =>
  laurel.store.connection.collection<{ _id: string }>('admin_steps').findOne({ _id: id });

describe('the first steps of the operator', () => {
  it('tell how each stands, and where the next one is taken', async () => {
    const { browser } = await enterAsOperator(laurel);
    const steps = stepsOf((await browser.get(overview())).text);
    expect(Object.keys(steps)).toEqual([
      'Who issues',
      'A learning platform',
      GRADES,
      'Mail',
      'Backup',
    ]);
    expect(steps['A learning platform']?.[0]).toBe('To do');
    expect(steps['A learning platform']?.[1]).toMatch(/^\/admin\/platforms\//);
    expect(steps[GRADES]).toEqual(['To do', '/help/admins']);
    expect(steps['Mail']).toEqual(['To do', '/help/admins']);
    await launch(moodle, { as: 'teacher', browser: createBrowser() });
    const after = stepsOf((await browser.get(overview())).text);
    expect(after['A learning platform']).toEqual(['Done', undefined]);
  });

  it('keep what the operator ticks, until it is taken back', async () => {
    const { browser } = await enterAsOperator(laurel);
    const page = await browser.get(overview());
    const send = (fields: object) => {
      const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
      return browser.post(
        `${overview()}/steps`,
        { _csrf: csrf, ...fields },
        { origin: laurel.url },
      );
    };
    await send({ step: 'backup', tick: 'set' });
    expect(await tickOf('backup')).not.toBeNull();
    expect(stepsOf((await browser.get(overview())).text)['Backup']).toEqual(['Done', undefined]);
    await send({ step: 'backup', tick: 'unset' });
    expect(await tickOf('backup')).toBeNull();
    expect(stepsOf((await browser.get(overview())).text)['Backup']?.[0]).toBe('To do');
    expect((await send({ step: 'issuer', tick: 'set' })).status).toBe(404);
  });

  it('are noted in the audit log, each change once', async () => {
    const said = async (action: 'step.ticked' | 'step.unticked') =>
      (await laurel.audit.list({ action })).map(({ actor, subject }) => [actor, subject]);
    expect(await said('step.ticked')).toEqual([['operator', 'step:backup']]);
    const { browser } = await enterAsOperator(laurel);
    const page = await browser.get(overview());
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    for (const tick of ['unset', 'unset'])
      await browser.post(
        `${overview()}/steps`,
        { _csrf: csrf, step: 'backup', tick },
        { origin: laurel.url },
      );
    expect(await said('step.unticked')).toHaveLength(1);
  });
});

describe('the first steps of an LMS administrator', () => {
  it('are those of their platform, which leave once all are done, to be shown again by a link', async () => {
    const browser = await enterAs(moodle, 'admin');
    const page = await browser.get(overview());
    const steps = stepsOf(page.text);
    expect(Object.keys(steps)).toEqual(['Who issues', 'A learning platform', GRADES]);
    expect(page.text).not.toMatch(/MASTER_KEY|Canvas-like/);
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const send = (fields: object) =>
      browser.post(`${overview()}/steps`, { _csrf: csrf, ...fields }, { origin: laurel.url });
    expect((await send({ step: 'backup', tick: 'set' })).status).toBe(404);
    await send({ step: 'sources', tick: 'set' });
    // Theirs alone: the operator is still told of both platforms.
    expect(await tickOf('sources')).toBeNull();
    const done = await browser.get(overview());
    expect(stepsOf(done.text)).toEqual({});
    expect(done.text).toContain('Show the first steps');
    const again = stepsOf((await browser.get(`${overview()}?steps=all`)).text);
    expect(Object.values(again).map(([tag]) => tag)).toEqual(['Done', 'Done', 'Done']);
  });
});
