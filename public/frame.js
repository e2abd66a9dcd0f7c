// Inside a platform's frame: tell it how tall the page is (lti.frameResize), each time that changes.
if (window.parent !== window) {
  let last = 0;
  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height === last || height === 0) return;
    last = height;
    window.parent.postMessage(JSON.stringify({ subject: 'lti.frameResize', height }), '*');
    window.parent.postMessage({ subject: 'lti.frameResize', height }, '*');
  };
  // A page that has something to say further down is read from there; any other from its top, whatever was scrolled before.
  if (!document.querySelector('[data-focus]') && location.hash === '') {
    const subject = 'lti.scrollToTop';
    window.parent.postMessage(JSON.stringify({ subject }), '*');
    window.parent.postMessage({ subject }, '*');
  }
  new ResizeObserver(tell).observe(document.documentElement);
  tell();
}
