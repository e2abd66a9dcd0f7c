// What pages do better with JavaScript; each of them works without.

const language = document.documentElement.lang;

// What does nothing without scripts is shown from now on.
document.documentElement.classList.add('scripted');

function relative(date) {
  const seconds = Math.round((date.getTime() - Date.now()) / 1000);
  const steps = [
    ['year', 31536000],
    ['month', 2592000],
    ['day', 86400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ];
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(
    Math.round(seconds / size),
    unit,
  );
}

/** Writes times, which the server gives in UTC, in the reader's time zone. */
function localizeTimes(root) {
  for (const element of root.querySelectorAll('time[data-local]')) {
    const date = new Date(element.dateTime);
    const kind = element.dataset.local;
    const style = kind === 'datetime' ? { timeStyle: 'short' } : {};
    const full = new Intl.DateTimeFormat(language, { dateStyle: 'long', ...style }).format(date);
    element.textContent = kind === 'ago' ? relative(date) : full;
    if (kind === 'ago') {
      element.title = new Intl.DateTimeFormat(language, {
        dateStyle: 'long',
        timeStyle: 'short',
      }).format(date);
    }
  }
}

localizeTimes(document);
if (document.querySelector('time[data-local="ago"]')) {
  setInterval(() => localizeTimes(document), 20_000);
}

/** A part of the page was replaced. */
document.addEventListener('laurel:part', ({ detail }) => localizeTimes(detail));

/** Sends the form of a page whose only purpose is to continue. */
document.querySelector('form[data-proceed]')?.submit();

/** Keeps a form from being sent twice. */
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.dataset.sent !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = '';
  setTimeout(() => delete form.dataset.sent, 4000);
});

/** `<button data-copy="#id">` copies the text of a field or an element. */
document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-copy]');
  const source = button && document.querySelector(button.dataset.copy);
  if (!source) return;
  const word = button.querySelector('[data-word]');
  const status = button.parentElement.querySelector('[role=status]');
  const done = () => {
    word.dataset.word ||= word.textContent;
    word.textContent = button.dataset.copied;
    status.textContent = '';
    setTimeout(() => (word.textContent = word.dataset.word), 2000);
  };
  // No page in a frame may write the clipboard unless the frame allows it, and none over http.
  const fail = () => {
    if (source.select) source.select();
    else window.getSelection().selectAllChildren(source);
    status.textContent = button.dataset.failed;
  };
  const text = source.value ?? source.textContent.trim();
  Promise.resolve(navigator.clipboard?.writeText(text) ?? Promise.reject()).then(done, fail);
});

/** Moves the focus to the first error or message. */
const first = document.querySelector('[data-focus]');
first?.focus();
// Scrolls a frame, too, as far as it can; frame.js asks the platform for the rest.
first?.scrollIntoView({ block: 'start' });

/** The set-up page's preview follows what is typed and chosen. */
const setUp = document.querySelector('form#set-up');
const previewCard = setUp?.querySelector('#preview .badge-card');
if (previewCard) {
  const picture = previewCard.querySelector('img');
  const heading = previewCard.querySelector('h3');
  const chosen = (name) => setUp.querySelector(`input[name="${name}"]:checked`);
  let own;
  const draw = () => {
    const design = chosen('template');
    const name = setUp.elements.namedItem('name').value;
    if (own) picture.src = own;
    else if (design?.value === 'upload') {
      picture.src = design.closest('label').querySelector('img').src;
    } else {
      const art = { template: design?.value ?? '', palette: chosen('palette')?.value ?? '' };
      const made = setUp.elements.namedItem('art')?.value;
      // A design that is the first choice was drawn without the chosen art.
      if (made && design?.closest('label').querySelector('img').src.includes('art='))
        art.art = made;
      picture.src = `/achievements/art.svg?${new URLSearchParams({ ...art, text: name.slice(0, 120) })}`;
    }
  };
  let later;
  setUp.addEventListener('input', ({ target }) => {
    for (const place of setUp.querySelectorAll(`[data-preview="${target.name}"]`)) {
      place.textContent = target.value;
    }
    if (target.name === 'name' && target.value !== '') heading.textContent = target.value;
    if (target.name === 'picture') {
      if (own) URL.revokeObjectURL(own);
      own = target.files[0] && URL.createObjectURL(target.files[0]);
    } else if (target.name === 'template') own = undefined;
    clearTimeout(later);
    if (['name', 'template', 'palette', 'picture'].includes(target.name)) {
      later = setTimeout(draw, target.name === 'name' ? 400 : 0);
    }
  });
}

/** A page of running work updates its progress by itself until the work is over. */
const polled = document.querySelector('[data-poll]');
async function poll(seconds) {
  await new Promise((done) => setTimeout(done, seconds * 1000));
  // Somebody chooses or types in it: what they have begun is not taken away.
  if (polled.querySelector('input:checked, :focus')) return poll(seconds);
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => null);
  if (!answer?.ok) return poll(Math.min(seconds * 2, 60));
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = page.querySelector('[data-poll]');
  if (!fresh) return undefined;
  polled.replaceChildren(...fresh.childNodes);
  localizeTimes(polled);
  return fresh.dataset.poll ? poll(Number(fresh.dataset.poll)) : undefined;
}
if (polled?.dataset.poll) void poll(Number(polled.dataset.poll));

/** The example of a certificate follows what is chosen; uploads are sent with the form alone. */
const brand = document.querySelector('form#brand');
const brandExample = document.querySelector('#brand-example');
if (brand && brandExample) {
  let later;
  let last = 0;
  const draw = async () => {
    const mine = (last += 1);
    const body = new FormData(brand);
    for (const name of ['logoFile', 'darkLogoFile', 'signature1File', 'signature2File']) {
      body.delete(name);
    }
    body.set('do', 'preview');
    const headers = { 'X-Laurel-Preview': 'yes' };
    const answer = await fetch(brand.action, { method: 'POST', body, headers }).catch(() => null);
    // An error, for instance for half a colour, leaves the picture unchanged.
    if (answer?.ok && mine === last) brandExample.src = await answer.text();
  };
  brand.addEventListener('input', ({ target }) => {
    clearTimeout(later);
    if (target.type !== 'file') later = setTimeout(draw, 500);
  });
}
