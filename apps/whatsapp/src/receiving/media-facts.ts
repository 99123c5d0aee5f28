import { imageSize } from 'image-size';

/** As much of a file's beginning as is looked at: a JPEG may carry a large preview before its measures. */
export const headBytes = 512 * 1024;

export interface MediaFacts {
  readonly type: string;
  readonly width: number | null;
  readonly height: number | null;
}

/** What markup and scripts are, whatever they are called: a browser must never be told that they are a picture. */
const harmlessText = new Set(['text/plain', 'text/csv', 'text/vcard', 'text/x-vcard', 'text/calendar']);
const unknownType = 'application/octet-stream';

/** By its bytes. What has no mark of its own is text where it can be, and bytes otherwise: the sender's word is not enough. */
export async function factsOf(head: Buffer, saidType: string): Promise<MediaFacts> {
  // Loaded for the first file: it was measured at 4 MB.
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  const type = plainType(found?.mime ?? typeWithoutMark(head, saidType), saidType);
  return { type, ...measuresOf(head, type) };
}

function typeWithoutMark(head: Buffer, saidType: string): string {
  const said = saidType.split(';')[0]!.trim().toLowerCase();
  return harmlessText.has(said) && !head.includes(0) ? said : unknownType;
}

/** One word for one thing: what browsers and players know. */
function plainType(mime: string, saidType: string): string {
  const bare = mime.split(';')[0]!.trim();
  if (bare === 'audio/ogg' || bare === 'application/ogg' || bare === 'video/ogg') return 'audio/ogg';
  // Office files are ZIP; where the mark of the kind lies beyond what was read, the sender's more exact word holds.
  const office = /^application\/(vnd\.openxmlformats-officedocument|vnd\.oasis\.opendocument)\.[a-z.-]+$/;
  if (bare === 'application/zip' && office.test(saidType.trim().toLowerCase())) return saidType.trim().toLowerCase();
  return bare;
}

function measuresOf(head: Buffer, type: string): Pick<MediaFacts, 'width' | 'height'> {
  const none = { width: null, height: null };
  if (!type.startsWith('image/')) return none;
  try {
    const { width, height, orientation } = imageSize(head);
    if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) return none;
    // EXIF: from 5 on the picture lies on its side.
    return orientation !== undefined && orientation >= 5 ? { width: height, height: width } : { width, height };
  } catch {
    return none;
  }
}
