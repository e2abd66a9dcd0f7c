// The badge studio with JavaScript: the preview follows what is chosen, and icons are found while one types.

const form = document.querySelector('form#studio');
const preview = document.querySelector('#studio-preview');
const said = document.querySelector('#studio-said');
const field = (name) => form.elements.namedItem(name);
const choose = (name, value) => {
  const radio = form.querySelector(`input[name="${name}"][value="${value}"]`);
  if (radio) radio.checked = true;
};

const WAIT_MS = 300;
let later;
let asked = 0;

/** Fetches the preview for the form as it is; an answer that comes after a newer request is dropped. */
async function refresh() {
  const mine = ++asked;
  const body = new URLSearchParams(new FormData(form));
  body.delete('carried');
  body.set('do', 'preview');
  body.set('part', 'preview');
  preview.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(form.action, { method: 'POST', body });
    if (!answer.ok || mine !== asked) return;
    const page = new window.DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.querySelector('#studio-preview');
    if (!fresh) return;
    const [before, now] = [preview, fresh].map((part) => part.querySelector('img.large')?.src);
    preview.replaceChildren(...fresh.childNodes);
    const words = [...preview.querySelectorAll('.error, .note')].map((part) => part.textContent);
    if (before !== now || words.length > 0)
      said.textContent = [said.dataset.updated, ...words].join(' ');
  } finally {
    if (mine === asked) preview.removeAttribute('aria-busy');
  }
}

const plain = (text) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const found = document.querySelector('#found');
const icons = [...form.querySelectorAll('.icon-choice')];

/** Finds icons that have, for each word of the search, a word beginning with it; the chosen one stays. */
function findIcons(query) {
  const wanted = plain(query).split(' ').filter(Boolean);
  let count = 0;
  for (const icon of icons) {
    const isFound = wanted.every((word) => icon.dataset.words.includes(` ${word}`));
    if (isFound) count += 1;
    icon.hidden = !isFound && !icon.querySelector('input').checked;
  }
  found.textContent = found.dataset.pattern.replace('{number}', String(count));
}

form.addEventListener('input', ({ target }) => {
  const { name, value, dataset } = target;
  if (name === 'find') return findIcons(value);
  if (name === 'templateName' || name === 'forAll') return;
  if (name === 'icon') choose('emblem', 'icon');
  if (name === 'letters' && value !== '') choose('emblem', 'letters');
  if (name === 'main' || name === 'accent') choose('palette', 'own');
  if (name === 'palette' && value !== 'own') {
    field('main').value = dataset.main;
    field('accent').value = dataset.accent;
  }
  clearTimeout(later);
  later = setTimeout(refresh, WAIT_MS);
});
