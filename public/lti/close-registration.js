// The registration is done: the platform closes the window it opened for it (LTI Dynamic Registration 1.0, 3.7).
const platform = window.opener ?? (window.parent === window ? null : window.parent);
const button = document.querySelector('[data-close]');
if (platform && button) {
  button.hidden = false;
  button.addEventListener('click', () => {
    platform.postMessage({ subject: 'org.imsglobal.lti.close' }, '*');
  });
}
