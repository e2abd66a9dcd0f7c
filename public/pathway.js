// The drawing of a pathway with JavaScript: steps can be dragged. Everything that is done so can be done by the buttons as well.

const form = document.querySelector('.place-form');
let dragged = null;

/** Puts the dragged step before another one, or behind all of a group, by the form that the server knows. */
function place(list, before) {
  const steps = [...list.querySelectorAll('[data-step]')].filter((one) => one !== dragged);
  const at = before === null ? steps.length : steps.indexOf(before);
  form.elements.namedItem('id').value = dragged.dataset.step;
  form.elements.namedItem('group').value = list.dataset.group;
  form.elements.namedItem('index').value = String(at < 0 ? steps.length : at);
  // The drag ends before the page goes: a browser that is left in the middle of one takes no further clicks.
  setTimeout(() => form.requestSubmit(form.querySelector('[name="do"]')));
}

if (form) {
  for (const step of document.querySelectorAll('[data-step]')) {
    step.draggable = true;
    step.addEventListener('dragstart', (event) => {
      dragged = step;
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setData('text/plain', step.dataset.step);
    });
    step.addEventListener('dragend', () => {
      dragged = null;
    });
  }
  for (const list of document.querySelectorAll('[data-group]')) {
    const aim = (event) => event.target.closest('[data-step]');
    list.addEventListener('dragover', (event) => {
      if (dragged === null) return;
      event.preventDefault();
      for (const one of document.querySelectorAll('.aimed-at')) one.classList.remove('aimed-at');
      (aim(event) ?? list).classList.add('aimed-at');
    });
    list.addEventListener('drop', (event) => {
      if (dragged === null) return;
      event.preventDefault();
      const before = aim(event);
      if (before !== dragged) place(list, before);
    });
  }
}
