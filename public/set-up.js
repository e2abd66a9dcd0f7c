// The set-up page follows what is typed: who would earn the badge, the previews and the bar are fetched with the form as it is
// and put in their places. Without this, or where it fails, the same buttons send the form.

const form = document.querySelector('form#set-up');
const WAIT_MS = 700;
/** What only says how it looks has no bearing on who earns it; its own preview follows by itself. */
const QUIET = new Set(['template', 'palette', 'picture', 'imageAlt', 'art']);

let waiting;
let running;

/** Ends when no button is held down: one that is replaced between press and release would not be pressed. */
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

/** The form without files: a picture is sent when the form is. */
function bodyOf() {
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  body.set('do', 'simulate');
  return body;
}

/** Fields that follow what is chosen, while nobody typed into them. */
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

/** The form is a draft from the first look on: what is sent next goes there. */
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

/** @returns whether the form was taken: what is wrong with it is said by the page itself */
async function look() {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  const said = form.querySelector('#set-up-bar [role="status"]');
  if (said) said.textContent = form.dataset.looking;
  const answer = await fetch(form.action, { method: 'POST', body: bodyOf(), signal });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const next = page.querySelector('form#set-up');
  if (!next) throw new Error(`no form in an answer of status ${answer.status}`);
  await released;
  signal.throwIfAborted();
  moveTo(next.getAttribute('action'));
  follow(page);
  replace(page);
  return answer.ok;
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
    if (event.submitter?.value !== 'simulate' || form.querySelector('[type="file"]')?.files.length)
      return running?.abort();
    event.preventDefault();
    // Not the document's affair: nothing is sent that could be sent twice.
    event.stopPropagation();
    look().then(
      (isTaken) => {
        if (!isTaken) return HTMLFormElement.prototype.submit.call(sendable());
        form.querySelector('#fold-review').open = true;
        form.querySelector('#set-up-result').focus();
      },
      (error) => {
        // Somebody went on meanwhile: another button, or another look, has taken its place.
        if (error.name !== 'AbortError') HTMLFormElement.prototype.submit.call(sendable());
      },
    );
  });
}

/** The form with what its button says, to be sent as a whole. */
function sendable() {
  const asked = document.createElement('input');
  asked.type = 'hidden';
  asked.name = 'do';
  asked.value = 'simulate';
  form.append(asked);
  return form;
}

/** Rows that hold what is searched for; what is chosen stays. */
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
  // It is for the list: nothing is sent by it.
  field.addEventListener('keydown', (event) => event.key === 'Enter' && event.preventDefault());
  field.addEventListener('change', (event) => event.stopPropagation());
}
