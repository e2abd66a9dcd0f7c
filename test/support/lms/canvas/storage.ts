import { html, type Html } from '../ui/html.js';
import type { CanvasSite } from './site.js';

/**
 * What Canvas's page brings along for a tool's frame: the forwarding frame on the origin of sign-in (LTI Platform
 * Storage 0.1), answers to `lti.capabilities`, storage, and resizing. Messages sent to the page itself are answered too.
 */
export function frameSupport(platform: CanvasSite): Html {
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

/**
 * The page's own script (`platform_storage.ts`): storage by tool origin, capabilities, and the frame's height. What an origin
 * may put is counted since the page was loaded: 4,096 characters of keys and values in all, a key that is put again once
 * more, and clearing gives back what it held. The data themselves lie in localStorage and outlive the page.
 */
export const PAGE_SCRIPT = `(function () {
  var forwarder = document.currentScript.dataset.forwarder;
  var used = {};
  var keys = {};
  var stored = ['lti.put_data', 'lti.get_data'];
  var supported = stored.concat(['lti.capabilities', 'lti.frameResize', 'lti.close']);
  function fail(reply, code, message) {
    reply.error = { code: code, message: message };
    return reply;
  }
  function put(origin, message, reply) {
    var own = 'lti|platform_storage|' + origin + '|' + message.key;
    used[origin] = used[origin] || 0;
    keys[origin] = keys[origin] || {};
    if (message.value === undefined || message.value === null) {
      var old = localStorage.getItem(own);
      if (old !== null) used[origin] -= message.key.length + old.length;
      localStorage.removeItem(own);
      delete keys[origin][message.key];
    } else {
      var size = String(message.key).length + String(message.value).length;
      if (used[origin] + size > 4096 || Object.keys(keys[origin]).length >= 500) {
        return fail(reply, 'storage_exhaustion', 'Reached storage limit');
      }
      used[origin] += size;
      keys[origin][message.key] = true;
      localStorage.setItem(own, message.value);
    }
    reply.value = message.value;
    return reply;
  }
  function answer(origin, message) {
    var reply = { subject: message.subject + '.response', message_id: message.message_id };
    if (message.subject === 'lti.capabilities') {
      reply.supported_messages = supported.map(function (subject) {
        return stored.indexOf(subject) >= 0
          ? { subject: subject, frame: 'post_message_forwarding' }
          : { subject: subject };
      });
      return reply;
    }
    if (stored.indexOf(message.subject) < 0) {
      return fail(reply, 'unsupported_subject', 'Unsupported message subject');
    }
    if (!message.message_id) return fail(reply, 'bad_request', "Missing required 'message_id'");
    if (!message.key) return fail(reply, 'bad_request', "Missing required 'key'");
    reply.key = message.key;
    if (message.subject === 'lti.put_data') return put(origin, message, reply);
    reply.value = localStorage.getItem('lti|platform_storage|' + origin + '|' + message.key);
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
        frame.style.height = Math.max(Number(data.height) || 0, 1) + 'px';
      }
      event.source.postMessage({ subject: 'lti.frameResize.response', message_id: data.message_id }, event.origin);
      return;
    }
    // The page answers what the forwarding frame does, by the sender's origin.
    if (typeof data.subject === 'string' && data.subject.indexOf('lti.') === 0) {
      event.source.postMessage(answer(event.origin, data), event.origin);
    }
  });
})();
`;
