import { joinHome, signIn } from '../../../test/features/home/use-home.js';
import { createBrowser, formsOf, launch, type Browser } from '../../../test/support/lms/index.js';
import type { RunningLaurel } from '../../../src/start.js';
import type { DemoPlatform } from '../world.js';

const ADDRESS = 'ada@life.example';
/** As the check's teacher calls it. */
const NAME = 'Networking Fundamentals';

/** A learner comes in from the learning platform, confirms an address of their own, and signs in to their home. */
async function openHome(
  laurel: RunningLaurel,
  { lms, tool }: DemoPlatform,
  as: string,
): Promise<{ readonly home: Browser; readonly landed: string }> {
  const browser = createBrowser();
  const own = lms.course.links.find(({ clientId }) => clientId === tool.clientId);
  const link = own ?? lms.addLink(tool, { title: 'Badges' });
  const { response } = await launch(lms, { as, browser, link });
  await joinHome(at(laurel), { browser }, ADDRESS);
  const { browser: home } = await signIn(at(laurel), ADDRESS);
  return { home, landed: response.text };
}

/** A running Laurel by its public address: each party of the demo has a site of its own. */
const at = (laurel: RunningLaurel): RunningLaurel => ({
  ...laurel,
  url: laurel.settings.publicUrl,
});

/**
 * A learner sends a badge to another Laurel as to any backpack (Open Badges 3.0 API): asks there, consents there, sends.
 * @param here where the badge was given, and the platform that the learner comes from
 * @param there the other Laurel, and a platform that the same person comes from
 * @returns whether the other Laurel has the badge, byte for byte
 */
export async function sendToBackpack(
  here: { readonly laurel: RunningLaurel; readonly platform: DemoPlatform; readonly as: string },
  there: { readonly laurel: RunningLaurel; readonly platform: DemoPlatform; readonly as: string },
): Promise<boolean> {
  const mine = await openHome(here.laurel, here.platform, here.as);
  const theirs = await openHome(there.laurel, there.platform, there.as);
  const awardId = /\/my\/badges\/([\w-]+)/.exec(mine.landed)?.[1];
  if (awardId === undefined) throw new Error('the learner’s page shows no badge to send');
  const path = `/home/backpacks/send/${awardId}`;
  const page = await mine.home.get(`${here.laurel.settings.publicUrl}${path}`);
  const asked = await mine.home.submit(page, { address: there.laurel.settings.publicUrl }, path);
  const link = /href="([^"]*\/home\/authorize[^"]*)"/.exec(asked.text)?.[1] ?? '';
  if (link === '') throw new Error('the backpack is not asked for consent');
  const consent = new URL(link.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='));
  const back = await consentTo(theirs.home, consent);
  const done = await mine.home.get(back);
  if (!done.text.includes('The badge is in your backpack')) return false;
  return (await theirs.home.get(`${there.laurel.settings.publicUrl}/home`)).text.includes(NAME);
}

/** The person says yes on the page of consent. @returns where they are sent back to */
async function consentTo(browser: Browser, url: URL): Promise<string> {
  const page = await browser.get(url.href);
  const form = formsOf(page).find(({ action }) => action.endsWith('/home/authorize'));
  if (form === undefined) throw new Error('the backpack asks for no consent');
  const answer = await browser.request(`${url.origin}/home/authorize`, {
    method: 'POST',
    body: new URLSearchParams({ ...form.fields, do: 'allow' }),
    headers: { origin: url.origin },
  });
  return answer.headers.get('location') ?? '';
}
