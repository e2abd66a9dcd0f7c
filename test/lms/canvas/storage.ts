import { html, type Html } from '../ui/html.js';
import type { CanvasLike } from './canvas.js';

/**
 * What Canvas's page brings along for a tool's frame: the forwarding frame on the origin of sign-in (LTI Platform
 * Storage 0.1), answers to `lti.capabilities`, storage, and resizing. Messages sent to the page itself are answered too.
 */
export function frameSupport(platform: CanvasLike): Html {
  const forwarder = `${platform.signInUrl}/post_message_forwarding`;
  return html`<iframe
      name="post_message_forwarding"
      title="Message forwarding"
      src="${forwarder}"
      hidden
    ></iframe>
    <script src="/platform-storage.js" data-forwarder="${platform.signInUrl}"></script>`;
}

/** The forwarding frame's script: hands a tool's message to the page around it, and the answer back. */
export const FORWARDER = `<!doctype html><meta charset="utf-8"><title>Forwarding</title><script>
var waiting = {};
addEventListener('message', function (event) {
  var data = event.data;
  if (!data || typeof data !== 'object') return;
  if (event.source === parent && data.toolOrigin) {
    var asker = waiting[data.key];
    delete waiting[data.key];
    if (asker) asker.postMessage(data.message, data.toolOrigin);
    return;
  }
  if (typeof data.subject !== 'string' || data.subject.indexOf('lti.') !== 0) return;
  var key = Math.random().toString(36).slice(2);
  waiting[key] = event.source;
  parent.postMessage({ forwarded: true, key: key, toolOrigin: event.origin, message: data }, '*');
});
</script>`;

/** The page's own script: storage by tool origin with Canvas's limits, capabilities, and the frame's height. */
export const PAGE_SCRIPT = `(function () {
  var forwarder = document.currentScript.dataset.forwarder;
  var stores = {};
  var supported = ['lti.capabilities', 'lti.put_data', 'lti.get_data', 'lti.frameResize'];
  function answer(origin, message) {
    var reply = { subject: message.subject + '.response', message_id: message.message_id };
    var store = (stores[origin] = stores[origin] || {});
    if (message.subject === 'lti.capabilities') {
      reply.supported_messages = supported.map(function (subject) {
        return subject === 'lti.put_data' || subject === 'lti.get_data'
          ? { subject: subject, frame: 'post_message_forwarding' }
          : { subject: subject };
      });
      return reply;
    }
    if (!message.message_id) {
      reply.error = { code: 'bad_request', message: "Missing required 'message_id'" };
      return reply;
    }
    if (!message.key) {
      reply.error = { code: 'bad_request', message: "Missing required 'key'" };
      return reply;
    }
    reply.key = message.key;
    if (message.subject === 'lti.get_data') {
      reply.value = Object.hasOwn(store, message.key) ? store[message.key] : null;
      return reply;
    }
    if (message.value === undefined || message.value === null) {
      delete store[message.key];
    } else {
      var size = String(message.key).length + String(message.value).length;
      if (size > 4096 || (Object.keys(store).length >= 500 && !Object.hasOwn(store, message.key))) {
        reply.error = { code: 'storage_exhaustion', message: 'Reached storage limit' };
        return reply;
      }
      store[message.key] = message.value;
    }
    reply.value = message.value;
    return reply;
  }
  addEventListener('message', function (event) {
    var data = event.data;
    if (typeof data === 'string') {
      try { data = JSON.parse(data); } catch (error) { return; }
    }
    if (!data || typeof data !== 'object') return;
    if (data.forwarded && event.origin === forwarder) {
      var reply = answer(data.toolOrigin, data.message);
      event.source.postMessage({ key: data.key, toolOrigin: data.toolOrigin, message: reply }, forwarder);
      return;
    }
    if (data.subject === 'lti.frameResize') {
      var frame = document.querySelector('iframe.tool');
      if (frame && event.source === frame.contentWindow) {
        frame.style.height = Math.max(Number(data.height) || 0, 100) + 'px';
      }
      event.source.postMessage({ subject: 'lti.frameResize.response', message_id: data.message_id }, event.origin);
      return;
    }
    // Storage is answered through the forwarding frame alone; capabilities also here.
    if (data.subject === 'lti.capabilities') {
      event.source.postMessage(answer(event.origin, data), event.origin);
    }
  });
})();
`;
