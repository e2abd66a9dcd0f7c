// What pages do better with JavaScript. Each of them works without.

const language = document.documentElement.lang;

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

/** Times are written in UTC by the server; here they become the reader's own. */
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

/** A page whose only purpose is to go on, goes on by itself. */
document.querySelector('form[data-proceed]')?.submit();

/** One press is one request. */
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.dataset.sent !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = '';
  setTimeout(() => delete form.dataset.sent, 4000);
});

/** `<button data-copy="#id">` copies what a field or an element holds. */
document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-copy]');
  const source = button && document.querySelector(button.dataset.copy);
  if (!source) return;
  const done = () => {
    const before = button.textContent;
    button.textContent = button.dataset.copied ?? '✓';
    setTimeout(() => (button.textContent = before), 2000);
  };
  navigator.clipboard.writeText(source.value ?? source.textContent.trim()).then(done, () => {
    source.select?.();
  });
});

/** What is wrong is where the reading starts. */
document.querySelector('[data-focus]')?.focus();

/** The preview of the set-up page follows what is typed and chosen. */
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
