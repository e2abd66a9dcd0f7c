// The wizard of a mirror column checks by itself whether the formula works. Without this script its button does.

const form = document.querySelector('form#mirror-look');
const EVERY_MS = 4_000;
/** How many times the page checks by itself: a forgotten page must not send requests for ever. */
const MOST = 200;

async function look() {
  const body = new FormData(form);
  body.set('live', '1');
  const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(body) });
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const [part, next] = [document, page].map((each) => each.getElementById('mirror-state'));
  if (!part || !next || part.innerHTML === next.innerHTML) return false;
  part.replaceChildren(...[...next.childNodes].map((node) => document.importNode(node, true)));
  if (next.dataset.done === undefined) return false;
  document.getElementById('mirror-walk')?.remove();
  part.scrollIntoView({ block: 'nearest' });
  return true;
}

let looks = 0;
async function again() {
  looks += 1;
  const isDone = document.hidden ? false : await look().catch(() => false);
  if (!isDone && looks < MOST) setTimeout(again, EVERY_MS);
}
if (form) setTimeout(again, EVERY_MS);
