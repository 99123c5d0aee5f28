import { BlobSource, BufferTarget, Conversion, Input, MP4, OggOutputFormat, Output, WEBM } from 'mediabunny';

/**
 * The sound of a recording in an Ogg container: Opus packets of a WebM are taken over as they are, AAC of an MP4 is encoded anew by
 * the browser itself.
 * @throws Error where this browser cannot encode Opus
 */
export async function toOgg(recorded: Blob): Promise<Blob> {
  const input = new Input({ source: new BlobSource(recorded), formats: [WEBM, MP4] });
  const target = new BufferTarget();
  const output = new Output({ format: new OggOutputFormat(), target });
  const conversion = await Conversion.init({ input, output, audio: { codec: 'opus' }, video: { discard: true } });
  if (!conversion.isValid)
    throw new Error(`not to be made Ogg: ${conversion.discardedTracks[0]?.reason ?? 'no sound'}`);
  await conversion.execute();
  return new Blob(target.buffer === null ? [] : [target.buffer], { type: 'audio/ogg' });
}
