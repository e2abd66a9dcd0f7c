// On the way from login to the platform: leaves the proof for this login in the platform's storage, then goes on either way.
import { ask, findStorage } from './post-message.js';

const PUT = 'lti.put_data';
/** What this browser's logins left with a platform, `[key, time in ms]`; a launch that a cookie binds reads none of it. */
const LEFT = 'laurel.lti.left';
/** Longer than a login may take (ten minutes): until then another tab may still ask for its own. */
const LOGIN_MS = 15 * 60_000;

/** What was left and is not called for any more is cleared: Canvas keeps it in its own page's storage for ever. */
async function clearLeft(frame, origin, key) {
  try {
    const left = JSON.parse(window.localStorage.getItem(LEFT) ?? '[]');
    const isOver = ([, time]) => Date.now() - time > LOGIN_MS;
    for (const [old] of left.filter(isOver).slice(0, 20)) {
      await ask(frame, origin, { subject: PUT, key: old, value: null }, 500);
    }
    const rest = left.filter((entry) => !isOver(entry)).slice(-50);
    window.localStorage.setItem(LEFT, JSON.stringify([...rest, [key, Date.now()]]));
  } catch {
    // A browser that keeps nothing for a third party has no list either.
  }
}

const link = document.querySelector('[data-keep-state]');
const { target, origin, key, value } = link.dataset;
try {
  const frame = await findStorage(target, PUT);
  if (frame) {
    await ask(frame, origin, { subject: PUT, key, value }, 1500);
    await clearLeft(frame, origin, key);
  }
} catch {
  // Without storage the launch asks the person.
}
location.replace(link.href);
