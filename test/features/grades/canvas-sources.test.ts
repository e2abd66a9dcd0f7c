import { describe, expect, it } from 'vitest';
import { createBrowser, formsOf } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { laurel, open } from '../../support/use-course.js';
import {
  authorise,
  begin,
  canvas,
  key,
  pull,
  saveKey,
  sources,
  useCanvasCourse,
} from './use-canvas-course.js';

useCanvasCourse({ isConnected: false });

describe('connecting Canvas’s API', () => {
  it('refuses a key or a secret that Canvas does not know, and keeps nothing', async () => {
    const page = await saveKey({ clientSecret: 'wrong-secret' });
    expect(page.status).toBe(422);
    expect(textOf(page)).toContain('Canvas does not know this ID and secret');
    expect(page.text).not.toContain('wrong-secret');
    await expect(pull()).rejects.toMatchObject({ code: 'canvas_no_key' });
  });

  it('takes one that Canvas knows, from an administrator, and keeps the secret sealed', async () => {
    const page = await saveKey();
    expect(page.status).toBe(200);
    expect(page.text).not.toContain(key.clientSecret);
    const rows = await laurel.store.connection.collection('grade_connections').find().toArray();
    expect(JSON.stringify(rows)).not.toContain(key.clientSecret);
    const { browser } = await open.enter('teacher');
    expect((await browser.get(sources())).text).not.toContain('name="clientSecret"');
    await expect(pull()).rejects.toMatchObject({ code: 'canvas_not_authorised' });
  });

  it('changes nothing when the teacher says no', async () => {
    const page = await authorise('teacher', 'deny');
    expect(textOf(page)).toContain('Nothing has changed');
    await expect(pull()).rejects.toMatchObject({ code: 'canvas_not_authorised' });
  });

  it('refuses a state that was not begun here', async () => {
    const { browser } = await open.enter('teacher');
    const state = 'x'.repeat(43);
    const page = await browser.get(`${sources()}/canvas/callback?code=c&state=${state}`);
    expect(page.status).toBe(400);
  });

  it('refuses somebody else’s consent to what a teacher began, and gives the token back', async () => {
    const attacker = await open.enter('teacher');
    const address = await begin(attacker.browser);
    const victim = createBrowser();
    await victim.get(`${canvas.baseUrl}/act-as?user=admin&next=/style.css`);
    const page = await victim.submit(await victim.get(address), {}, '/login/oauth2/accept');
    expect(page.status).toBe(403);
    await expect(pull()).rejects.toMatchObject({ code: 'canvas_not_authorised' });
    const given = canvas.requests.filter(({ method }) => method === 'DELETE');
    expect(given.at(-1)?.path).toContain('/login/oauth2/token');
  });

  it('lets the same person authorise in a window without the frame’s cookie', async () => {
    const { browser } = await open.enter('teacher');
    const address = await begin(browser);
    const other = createBrowser();
    await other.get(`${canvas.baseUrl}/act-as?user=teacher&next=/style.css`);
    const consent = await other.get(address);
    const page = await other.submit(consent, {}, '/login/oauth2/accept');
    expect(textOf(page)).toContain('Laurel may read grades');
    // The state counts once.
    const form = formsOf(consent).find(({ action }) => action.includes('accept'));
    const again = await other.post(form?.action ?? '', form?.fields ?? {});
    expect(again.status).toBe(400);
    expect((await pull()).assessment.title).toBe('Quiz 1');
  });

  it('authorises in one window', async () => {
    const page = await authorise();
    expect(page.url).toContain('/course/sources?done=authorised');
    expect(page.url).not.toContain('code=');
  });
});
