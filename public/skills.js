// Searches skills while somebody types, on the set-up page. Without this script, or where it fails, the button beside the
// field sends the form, which comes back with what was found.

const picker = document.querySelector('#skill-picker');
const WAIT_MS = 250;

let waiting;
let running;
/** Whether what is shown is found by this script: then a button adds it. */
let last = '';

const part = (id) => picker.querySelector(`#${id}`);
const field = () => picker.querySelector('[name="skillSearch"]');

/** The fields by which a form proves itself, and what is searched for. */
function bodyOf(form) {
  const body = new URLSearchParams();
  for (const name of ['_csrf', '_frame', 'skillSearch', 'skillFrom']) {
    const value = form.elements.namedItem(name)?.value;
    if (value !== undefined) body.set(name, value);
  }
  return body;
}

/** @returns the place of the next pick, or nothing where there are as many as there may be */
function nextPlace() {
  const taken = new Set(
    [...picker.querySelectorAll('#skill-picks [name^="pick_"]')].map(({ name }) => name),
  );
  const places = Array.from({ length: Number(picker.dataset.most) }, (_, at) => `pick_${at + 1}`);
  return places.find((name) => !taken.has(name));
}

/** Puts a skill among those that are picked. */
function add({ value, name, language, about }) {
  const place = nextPlace();
  if (place === undefined) return;
  const row = document.createElement('li');
  row.className = 'row';
  row.append(labelOf({ place, value, name, language, about }));
  part('skill-picks').append(row);
  part('skill-status').textContent = picker.dataset.added.replace('{name}', name);
  field().focus();
}

function labelOf({ place, value, name, language, about }) {
  const label = document.createElement('label');
  label.className = 'choice';
  const box = document.createElement('input');
  Object.assign(box, { type: 'checkbox', name: place, value, checked: true });
  label.append(box, span(name, { lang: language }), ' ', span(about, { className: 'help' }));
  return label;
}

function span(text, more) {
  const made = Object.assign(document.createElement('span'), more);
  const inner = document.createElement('bdi');
  inner.textContent = text;
  made.append(inner);
  return made;
}

/** A skill that was found, as a button. */
function rowOf(skill) {
  const row = document.createElement('li');
  const button = document.createElement('button');
  Object.assign(button, { type: 'button', className: 'button small' });
  button.setAttribute('aria-label', picker.dataset.add.replace('{name}', skill.name));
  button.textContent = '+';
  button.addEventListener('click', () => {
    row.remove();
    add(skill);
  });
  row.className = 'row';
  row.append(
    button,
    ' ',
    span(skill.name, { lang: skill.language }),
    ' ',
    span(skill.about, { className: 'help' }),
  );
  return row;
}

async function search() {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  const text = field().value.trim();
  if (text === '') {
    last = '';
    part('skill-results').replaceChildren();
    part('skill-status').textContent = '';
    return;
  }
  const answer = await fetch(picker.dataset.address, {
    method: 'POST',
    body: bodyOf(picker.closest('form')),
    headers: { accept: 'application/json' },
    signal,
  });
  if (!answer.ok) return;
  const { text: said, skills } = await answer.json();
  signal.throwIfAborted();
  last = text;
  const picked = new Set(
    [...picker.querySelectorAll('#skill-picks [name^="pick_"]')].map(
      ({ value }) => JSON.parse(value).targetUrl,
    ),
  );
  part('skill-results').replaceChildren(...skills.filter(({ url }) => !picked.has(url)).map(rowOf));
  part('skill-status').textContent = said;
}

/** Moves among what was found by the arrow keys; from the first one up to the field again. */
function move(event) {
  const buttons = [...picker.querySelectorAll('#skill-results button')];
  const at = buttons.indexOf(document.activeElement);
  const isIn = document.activeElement === field() || at >= 0;
  if (!isIn || !['ArrowDown', 'ArrowUp', 'Escape'].includes(event.key)) return;
  if (event.key === 'Escape' && at < 0) return;
  event.preventDefault();
  if (event.key === 'ArrowDown') buttons[Math.min(at + 1, buttons.length - 1)]?.focus();
  else if (event.key === 'Escape' || at <= 0) field().focus();
  else buttons[at - 1].focus();
}

if (picker) {
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void search().catch(() => {}), WAIT_MS);
  };
  field().addEventListener('input', soon);
  // What is typed here changes nothing of the badge: no preview is needed.
  field().addEventListener('change', (event) => event.stopPropagation());
  const from = picker.querySelector('[name="skillFrom"]');
  from.addEventListener('change', (event) => {
    event.stopPropagation();
    if (last !== '' || field().value !== '') soon();
  });
  picker.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target === field()) {
      event.preventDefault();
      clearTimeout(waiting);
      void search().catch(() => {});
    } else move(event);
  });
}
