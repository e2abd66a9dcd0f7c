import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createBrowser,
  formsOf,
  launch,
  startCanvasLike,
  startMoodleLike,
  type CanvasLike,
  type MoodleLike,
} from '../../support/lms/index.js';
import { readDeepLinkingResponse } from '../../support/lms/deep-linking.js';
import type { Tool } from '../../support/lms/tool.js';
import { startTool } from '../../support/start-tool.js';

const XSS = '"><script>alert(1)</script>';
let laurel: Awaited<ReturnType<typeof startTool>>;
const platforms = {} as Record<
  'moodle' | 'canvas',
  { platform: MoodleLike | CanvasLike; tool: Tool }
>;

beforeAll(async () => {
  laurel = await startTool({
    hooks: {
      onDeepLink: () =>
        Promise.resolve({
          choices: [
            {
              id: 'badge-1',
              title: `Statistics ${XSS}`,
              lineItem: {
                label: 'Badge: Statistics',
                scoreMaximum: 50,
                resourceId: 'badge-1',
                tag: 'laurel',
              },
            },
            { id: 'badge-2', title: 'Writing' },
          ],
        }),
    },
  });
  for (const kind of ['moodle', 'canvas'] as const) {
    const platform = kind === 'moodle' ? await startMoodleLike() : await startCanvasLike();
    const { tool } = await laurel.register(platform);
    platforms[kind] = { platform, tool };
  }
});
afterAll(async () => {
  for (const { platform } of Object.values(platforms)) await platform.close();
  await laurel.close();
});

describe.each(['moodle', 'canvas'] as const)('deep linking at a %s-like platform', (kind) => {
  const open = async (as = 'teacher') => {
    const { platform } = platforms[kind];
    const browser = createBrowser();
    const { response } = await launch(platform, { as, message: 'deep-linking', browser });
    return { browser, response };
  };

  it('offers the badges, and returns the one chosen as a signed link with its own column', async () => {
    const { platform, tool } = platforms[kind];
    const { browser, response } = await open();
    expect(response.status, response.text).toBe(200);
    expect(response.text).toContain('Writing');
    expect(response.text).not.toContain('<script>alert');
    const back = await browser.submit(response, { badge: 'badge-1' }, '/deep-linking');
    expect(back.status, back.text).toBe(200);
    const [form] = formsOf(back);
    expect(form?.fields['JWT']).toBeDefined();
    const action = new URL(form?.action ?? '');
    expect(back.headers.get('content-security-policy')).toContain(
      `form-action 'self' ${action.origin}`,
    );
    const read = await readDeepLinkingResponse(
      platform,
      tool,
      platform.course,
      form?.fields['JWT'] ?? '',
    );
    expect(read.items).toMatchObject([
      {
        type: 'ltiResourceLink',
        url: `${laurel.url}/lti/launch`,
        custom: { laurel_badge: 'badge-1' },
        lineItem: { scoreMaximum: 50, resourceId: 'badge-1', tag: 'laurel' },
      },
    ]);
  });

  it('returns nothing when the person goes back', async () => {
    const { platform, tool } = platforms[kind];
    const { browser, response } = await open();
    const back = await browser.submit(response, { cancel: 'yes' }, '/deep-linking');
    const [form] = formsOf(back);
    const jwt = form?.fields['JWT'] ?? '';
    expect((await readDeepLinkingResponse(platform, tool, platform.course, jwt)).items).toEqual([]);
  });

  it('asks again when nothing, or something that was not offered, is chosen', async () => {
    const { browser, response } = await open();
    expect((await browser.submit(response, {}, '/deep-linking')).status).toBe(422);
    const other = await browser.submit(response, { badge: 'somebody-else' }, '/deep-linking');
    expect(other.status).toBe(422);
  });

  it('refuses a form without the session’s token (CSRF)', async () => {
    const { browser, response } = await open();
    const sent = await browser.submit(response, { badge: 'badge-1', _csrf: 'x' }, '/deep-linking');
    expect(sent.status).toBe(403);
  });

  it('sends nobody to choose who did not come for it', async () => {
    const { platform } = platforms[kind];
    const browser = createBrowser();
    await launch(platform, { as: 'teacher', browser });
    expect((await browser.get(`${laurel.url}/deep-linking`)).status).toBe(422);
    await launch(platform, { as: 'learner1', browser });
    expect((await browser.get(`${laurel.url}/deep-linking`)).status).toBe(403);
  });
});
