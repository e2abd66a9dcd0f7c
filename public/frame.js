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
  new ResizeObserver(tell).observe(document.documentElement);
  tell();
}
