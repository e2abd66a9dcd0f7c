// Lets the set-up page follow what is typed: who would earn the badge, the previews and the bar are fetched with the
// form and put in their places. Without this script, or where it fails, the same buttons send the form.

const form = document.querySelector('form#set-up');
const WAIT_MS = 700;
/** Fields of the badge's look, which do not change who earns it; their own preview follows by itself. */
const QUIET = new Set(['template', 'palette', 'picture', 'imageAlt', 'art']);

let waiting;
let running;
/**
 * The preview that makes the draft of a new badge, until its answer says where the draft is. Whatever else is sent waits for it,
 * and it is not given up: each of two that are sent to the address of new badges would make a draft.
 */
let making;

/** Resolves when no button is held down: a button that is replaced between press and release is not pressed. */
let released = Promise.resolve();
document.addEventListener(
  'pointerdown',
  () => {
    released = new Promise((resolve) => {
      for (const name of ['pointerup', 'pointercancel'])
        document.addEventListener(name, () => setTimeout(resolve), { once: true, capture: true });
    });
  },
  true,
);

/** @returns the form without files: a picture is sent with the form */
function bodyOf() {
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  body.set('do', 'simulate');
  return body;
}

/** Updates fields that follow what is chosen, as long as nobody typed into them. */
function follow(page) {
  for (const [name, kept] of [
    ['name', 'suggestedName'],
    ['criteria', 'suggestedCriteria'],
  ]) {
    const [field, before] = [form.elements.namedItem(name), form.elements.namedItem(kept)];
    const next = page.querySelector(`#set-up [name="${kept}"]`)?.value;
    if (next === undefined || field.value !== before.value || field === document.activeElement)
      continue;
    field.value = next;
    before.value = next;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

/** Changes the form's address to the draft's, which exists since the first preview. */
function moveTo(action) {
  const before = form.getAttribute('action');
  if (!action || action === before) return;
  form.setAttribute('action', action);
  for (const button of form.querySelectorAll('[formaction]')) {
    const at = button.getAttribute('formaction');
    if (at.startsWith(before)) button.setAttribute('formaction', action + at.slice(before.length));
  }
}

function replace(page) {
  for (const part of document.querySelectorAll('[data-live]')) {
    const next = page.getElementById(part.id);
    if (!next) continue;
    const held = part.contains(document.activeElement) ? document.activeElement : null;
    const open = part.querySelector('details')?.open;
    part.replaceChildren(...[...next.childNodes].map((node) => document.importNode(node, true)));
    if (open) part.querySelector('details')?.setAttribute('open', '');
    if (held?.name) part.querySelector(`[name="${held.name}"][value="${held.value}"]`)?.focus();
    document.dispatchEvent(new CustomEvent('laurel:part', { detail: part }));
  }
}

/** Sends the form for a preview. @returns whether it was accepted, and the page that answers */
async function ask(signal) {
  const answer = await fetch(form.action, { method: 'POST', body: bodyOf(), signal });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const next = page.querySelector('form#set-up');
  if (!next) throw new Error(`no form in an answer of status ${answer.status}`);
  return { isTaken: answer.ok, page, action: next.getAttribute('action') };
}

/** As {@link ask}, for a badge that has no draft yet: the form's address is the draft's before anything else is sent. */
function askFirst() {
  const asked = ask().then((answer) => {
    moveTo(answer.action);
    return answer;
  });
  const ended = asked.then(
    () => {},
    () => {},
  );
  making = ended.then(() => (making = undefined));
  return asked;
}

/** @returns whether the form was accepted; the page itself shows its errors */
async function look() {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  const said = form.querySelector('#set-up-bar [role="status"]');
  if (said) said.textContent = form.dataset.looking;
  await making;
  signal.throwIfAborted();
  const isNew = form.getAttribute('action').startsWith(form.dataset.new);
  const { isTaken, page, action } = await (isNew ? askFirst() : ask(signal));
  await released;
  signal.throwIfAborted();
  moveTo(action);
  follow(page);
  replace(page);
  return isTaken;
}

function lookSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(() => void look().catch(() => {}), WAIT_MS);
}

if (form) {
  const zone = form.querySelector('select[data-guess]');
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && [...zone.options].some(({ value }) => value === here)) zone.value = here;

  form.addEventListener('change', ({ target }) => {
    if (target.name && !QUIET.has(target.name)) lookSoon();
  });
  form.addEventListener('input', ({ target }) => {
    if (/^(mark_|count$)/.test(target.name)) lookSoon();
  });

  form.addEventListener('submit', (event) => {
    clearTimeout(waiting);
    const { submitter } = event;
    if (submitter?.value !== 'simulate' || form.querySelector('[type="file"]')?.files.length) {
      running?.abort();
      if (!making) return;
      event.preventDefault();
      event.stopPropagation();
      making.then(() => form.requestSubmit(submitter));
      return;
    }
    event.preventDefault();
    // Other listeners, which guard against sending twice, must not see this event: no form is sent.
    event.stopPropagation();
    look().then(
      (isTaken) => {
        if (!isTaken) return HTMLFormElement.prototype.submit.call(sendable());
        form.querySelector('#fold-review').open = true;
        form.querySelector('#set-up-result').focus();
      },
      (error) => {
        // An AbortError means that another button or preview has taken this one's place.
        if (error.name !== 'AbortError') HTMLFormElement.prototype.submit.call(sendable());
      },
    );
  });
}

/** @returns the form with its button's value, to be sent as a whole */
function sendable() {
  const asked = document.createElement('input');
  asked.type = 'hidden';
  asked.name = 'do';
  asked.value = 'simulate';
  form.append(asked);
  return form;
}

/** Filters the rows by the search; chosen rows stay. */
const search = document.querySelector('[data-search]');
if (search) {
  search.hidden = false;
  const rows = [...document.querySelectorAll(`${search.dataset.search} > li`)];
  const texts = rows.map((row) => row.textContent.toLocaleLowerCase());
  const field = search.querySelector('input');
  field.addEventListener('input', (event) => {
    event.stopPropagation();
    const wanted = field.value.trim().toLocaleLowerCase();
    rows.forEach((row, index) => {
      row.hidden =
        !texts[index].includes(wanted) && !row.querySelector('input[name="use"]:checked');
    });
  });
  // Enter in the search field must not send the form.
  field.addEventListener('keydown', (event) => event.key === 'Enter' && event.preventDefault());
  field.addEventListener('change', (event) => event.stopPropagation());
}
