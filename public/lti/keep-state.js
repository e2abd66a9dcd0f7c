// On the way from login to the platform: leaves the proof for this login in the platform's storage, then goes on either way.
import { ask, findStorage } from './post-message.js';

const link = document.querySelector('[data-keep-state]');
const { target, origin, key, value } = link.dataset;
try {
  const frame = await findStorage(target, 'lti.put_data');
  if (frame) await ask(frame, origin, { subject: 'lti.put_data', key, value }, 1500);
} catch {
  // Without storage the launch asks the person.
}
location.replace(link.href);
