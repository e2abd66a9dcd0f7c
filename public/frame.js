// Tells the platform, where a page is in its frame, how tall the page is (lti.frameResize), each time that changes.
if (window.parent !== window) {
  let last = 0;
  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height === last || height === 0) return;
    last = height;
    window.parent.postMessage(JSON.stringify({ subject: 'lti.frameResize', height }), '*');
    window.parent.postMessage({ subject: 'lti.frameResize', height }, '*');
  };
  // Scrolls to the top, unless the page has a message or an anchor further down: the result of a form is at the top.
  const message = document.querySelector('[data-focus]');
  const isFarDown = message && message.getBoundingClientRect().top + window.scrollY > 400;
  if (!isFarDown && location.hash === '') {
    const subject = 'lti.scrollToTop';
    window.parent.postMessage(JSON.stringify({ subject }), '*');
    window.parent.postMessage({ subject }, '*');
  }
  new ResizeObserver(tell).observe(document.documentElement);
  tell();
  // Links in what people wrote lead to pages that may not be framed: the frame would stay empty.
  document.addEventListener(
    'click',
    ({ target }) => {
      const link = target.closest('a[rel~="ugc"]');
      if (link) link.target = '_blank';
    },
    true,
  );
}
