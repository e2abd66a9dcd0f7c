import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  createBrowser,
  formsOf,
  launch,
  startMoodleLike,
  type FaultKind,
  type MoodleLike,
} from '../support/lms/index.js';
import { startTool } from '../support/start-tool.js';

let laurel: Awaited<ReturnType<typeof startTool>>;
let moodle: MoodleLike;

beforeAll(async () => {
  laurel = await startTool();
});
afterEach(() => moodle.close());
afterAll(() => laurel.close());

/** A platform whose keys were never fetched, and are not to be had. */
async function startWith(kind: FaultKind): Promise<void> {
  moodle = await startMoodleLike();
  await laurel.register(moodle);
  moodle.faults.add({ kind, match: '/mod/lti/certs.php' });
}

const count = (collection: string) =>
  laurel.store.connection.collection(collection).countDocuments();

describe('a launch while the platform’s keys cannot be had', () => {
  it.each<FaultKind>(['error503', 'timeout', 'disconnect', 'html', 'cut'])(
    'because of %s shows a page that tries again, opens nothing, and goes on by its button',
    async (kind) => {
      await startWith(kind);
      const browser = createBrowser();
      const before = [await count('sessions'), await count('lti_launches'), laurel.launches.length];
      const { response, idToken, state } = await launch(moodle, { as: 'teacher', browser });
      expect(response.status).toBe(502);
      expect(response.text).toContain('could not fetch the keys of your learning platform');
      expect(response.text).toMatch(/<button[^>]*>Try again<\/button>/);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('content-security-policy')).toContain(
        `frame-ancestors ${new URL(moodle.baseUrl).origin}`,
      );
      // No token in the page, and no half of a session in the browser or here.
      for (const part of [idToken, state, ...idToken.split('.')]) {
        expect(response.text).not.toContain(part);
        expect(laurel.lines.join('')).not.toContain(part);
      }
      expect(Object.keys(browser.cookies(laurel.url))).toEqual([`state${state}`]);
      const after = [await count('sessions'), await count('lti_launches'), laurel.launches.length];
      expect(after).toEqual(before);

      const still = await browser.submit(response);
      expect(still.status).toBe(502);
      moodle.faults.clear();
      const opened = await browser.submit(still);
      expect(opened.status).toBe(200);
      expect(JSON.parse(opened.text)).toMatchObject({ strength: 'bound' });
      // The button is worth what the launch is: once.
      expect((await browser.submit(still)).status).toBe(401);
    },
  );

  it('is tried again by the browser that began the login alone (login CSRF)', async () => {
    await startWith('error503');
    const { response } = await launch(moodle, { as: 'teacher' });
    moodle.faults.clear();
    const stranger = createBrowser();
    const asked = await stranger.submit(response);
    expect(asked.text).toContain('Continue as');
    expect(stranger.cookies(laurel.url)).toEqual({});
  });

  it('is not taken from a field that is none of ours', async () => {
    await startWith('error503');
    const { response, idToken, state } = await launch(moodle, { as: 'teacher' });
    const { again = '' } = formsOf(response)[0]?.fields ?? {};
    const clear = JSON.stringify({ state, id_token: idToken });
    for (const field of ['', 'x', again.slice(0, -4), clear, `${again}x`, 'x'.repeat(300_000)]) {
      const answer = await createBrowser().post(`${laurel.url}/lti/launch`, { again: field });
      expect([400, 413]).toContain(answer.status);
    }
  });
});
