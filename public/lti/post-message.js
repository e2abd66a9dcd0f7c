// LTI Client Side postMessages 1.0 and LTI Platform Storage 1.0: asks a frame of the platform, takes an answer from that frame's
// exact origin alone, and gives up in time: mobile apps offer storage without having it.

let count = 0;

/** Sends a message and resolves with the answer to it, or rejects after `timeoutMs`. */
export function ask(frame, origin, message, timeoutMs) {
  const messageId = `laurel-${Date.now()}-${(count += 1)}`;
  return new Promise((resolve, reject) => {
    const listen = (event) => {
      const { data } = event;
      if (typeof data !== 'object' || data === null) return;
      if (data.subject !== `${message.subject}.response` || data.message_id !== messageId) return;
      if (origin !== '*' && event.origin !== origin) return;
      end();
      if (data.error) reject(new Error(String(data.error.code)));
      else resolve(data);
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error('timeout'));
    }, timeoutMs);
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener('message', listen);
    };
    window.addEventListener('message', listen);
    frame.postMessage({ ...message, message_id: messageId }, origin);
  });
}

function platformWindow() {
  return window.parent === window ? window.opener : window.parent;
}

/** The frame `lti_storage_target` names, once the platform has said that it can do `subject`; else null. */
export async function findStorage(target, subject) {
  const platform = platformWindow();
  if (!platform) return null;
  try {
    const { supported_messages: messages = [] } = await ask(
      platform,
      '*',
      { subject: 'lti.capabilities' },
      1000,
    );
    if (!messages.some((message) => message.subject === subject)) return null;
    return target === '_parent' ? platform : (platform.frames[target] ?? null);
  } catch {
    return null;
  }
}
