// Further ways to hand in a badge: dropped, pasted, or by the QR code of a certificate. The form alone does, too.

const ways = document.querySelector('#verify-ways');
const status = document.querySelector('#verify-ways-status');
const camera = document.querySelector('#verify-camera');
const scan = document.querySelector('#verify-scan');

/** Which part of a drop or of the clipboard is the badge: a file before a text. */
function handIn(form, { files, getData }) {
  const { badge, file } = form.elements;
  const text = files.length > 0 ? '' : getData().trim();
  if (files.length === 0 && text === '') return false;
  badge.value = text;
  file.value = '';
  if (files.length > 0) file.files = files;
  status.textContent = '';
  form.requestSubmit();
  return true;
}

const linkIn = (data) => data.getData('text/uri-list').split('\n')[0] || data.getData('text/plain');

function takeDrops(form) {
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    document.body.classList.add('dropping');
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) document.body.classList.remove('dropping');
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    document.body.classList.remove('dropping');
    const { dataTransfer } = event;
    handIn(form, { files: dataTransfer.files, getData: () => linkIn(dataTransfer) });
  });
}

const isField = (element) => /^(input|textarea)$/i.test(element?.tagName ?? '');

function takePastes(form) {
  document.addEventListener('paste', (event) => {
    const { clipboardData } = event;
    // Text that is pasted into a field is that field's.
    if (clipboardData.files.length === 0 && isField(document.activeElement)) return;
    const getData = () => clipboardData.getData('text/plain');
    if (handIn(form, { files: clipboardData.files, getData })) event.preventDefault();
  });
  document.querySelector('#verify-paste').addEventListener('click', async () => {
    try {
      const text = await navigator.clipboard.readText();
      if (!handIn(form, { files: [], getData: () => text })) form.elements.badge.focus();
    } catch {
      status.textContent = ways.dataset.pasteFailed;
      form.elements.badge.focus();
    }
  });
}

/** Reads QR codes: by the browser itself where it can, else by the decoder that comes along. */
async function createReader() {
  const formats = (await window.BarcodeDetector?.getSupportedFormats?.().catch(() => [])) ?? [];
  if (formats.includes('qr_code')) {
    const detector = new window.BarcodeDetector({ formats: ['qr_code'] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  const { decodeQR } = await import('./qr.bundle.js');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    const { videoWidth: width, videoHeight: height } = video;
    Object.assign(canvas, { width, height });
    context.drawImage(video, 0, 0);
    try {
      return decodeQR(context.getImageData(0, 0, width, height));
    } catch {
      return undefined;
    }
  };
}

const nextFrame = () => new Promise((done) => setTimeout(done, 150));

function takeCodes(form) {
  const video = camera.querySelector('video');
  const open = (isOpen) => {
    camera.hidden = !isOpen;
    scan.setAttribute('aria-expanded', String(isOpen));
  };
  const stop = () => {
    for (const track of video.srcObject?.getTracks() ?? []) track.stop();
    video.srcObject = null;
    open(false);
  };
  const readUntilFound = async (read) => {
    while (video.srcObject !== null) {
      const text = video.videoWidth > 0 ? await read(video) : undefined;
      if (text && video.srcObject !== null) return text;
      await nextFrame();
    }
    return undefined;
  };
  scan.addEventListener('click', async () => {
    if (video.srcObject !== null) return stop();
    status.textContent = '';
    try {
      const wanted = { video: { facingMode: 'environment' } };
      video.srcObject = await navigator.mediaDevices.getUserMedia(wanted);
      open(true);
      await video.play();
      const text = await readUntilFound(await createReader());
      stop();
      if (text) handIn(form, { files: [], getData: () => text });
    } catch {
      stop();
      status.textContent = ways.dataset.scanFailed;
    }
  });
  document.querySelector('#verify-scan-stop').addEventListener('click', () => {
    stop();
    scan.focus();
  });
}

/** @param form the form of the page, which is sent with what was handed in */
export function takeInput(form) {
  takeDrops(form);
  takePastes(form);
  takeCodes(form);
}
