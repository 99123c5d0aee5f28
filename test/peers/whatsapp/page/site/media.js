import { Model } from './model.js';

/** Bytes that WhatsApp Web hands about without showing them. */
export class OpaqueData {
  #blob;

  constructor(blob) {
    this.#blob = blob;
  }

  static async createFromData(data, type) {
    const blob = data instanceof Blob ? data : new Blob([data], { type });
    return new OpaqueData(blob);
  }

  get type() {
    return this.#blob.type;
  }

  url() {
    return URL.createObjectURL(this.#blob);
  }

  formData() {
    return this.#blob;
  }

  autorelease() {}
}

class MediaData extends Model {
  toJSON() {
    const { mediaBlob: _mediaBlob, renderableUrl: _renderableUrl, ...rest } = this;
    return rest;
  }
}

const objects = new Map();
const blobs = new Map();

export function mediaObject(filehash) {
  if (!objects.has(filehash)) {
    const object = new Model({ filehash, type: undefined, size: undefined, contentInfo: {} });
    object.consolidate = ({ type, size, mimetype }) => Object.assign(object, { type, size, mimetype });
    objects.set(filehash, object);
  }
  return objects.get(filehash);
}

export function prepRawMedia(opaque, { isPtt, asDocument, asSticker, asGif }) {
  const waitForPrep = async () => {
    const blob = opaque.formData();
    const filehash = await sha256(blob);
    blobs.set(filehash, blob);
    return new MediaData({
      type: typeOf(blob.type, { isPtt, asDocument, asSticker }),
      mimetype: blob.type,
      filename: blob.name,
      filehash,
      size: blob.size,
      isGif: Boolean(asGif),
      mediaBlob: opaque,
      preview: undefined,
    });
  };
  return { waitForPrep };
}

function typeOf(mimetype, { isPtt, asDocument, asSticker }) {
  if (asDocument) return 'document';
  if (asSticker) return 'sticker';
  if (isPtt) return 'ptt';
  const kind = mimetype.split('/')[0];
  return ['image', 'video', 'audio'].includes(kind) ? kind : 'document';
}

export async function uploadMedia({ mimetype, mediaObject: { filehash } }) {
  const answer = await fetch('/_media', {
    method: 'POST',
    headers: { 'content-type': mimetype || 'application/octet-stream' },
    body: blobs.get(filehash),
  });
  if (!answer.ok) throw new Error(`upload: ${answer.status}`);
  const { directPath } = await answer.json();
  const mediaEntry = {
    mmsUrl: directPath,
    directPath,
    mediaKey: filehash,
    mediaKeyTimestamp: Math.floor(Date.now() / 1000),
    encFilehash: filehash,
    uploadHash: filehash,
    sidecar: undefined,
    firstFrameSidecar: undefined,
  };
  return { mediaEntry };
}

/** @throws `{ status }` where the server no longer has it */
export async function downloadAndMaybeDecrypt({ directPath }) {
  const answer = await fetch(directPath);
  if (!answer.ok) throw Object.assign(new Error(`media: ${answer.status}`), { status: answer.status });
  return answer.arrayBuffer();
}

async function sha256(blob) {
  const hash = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(hash)));
}
