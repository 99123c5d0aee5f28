import { readFileSync } from 'node:fs';

const sample = (name: string) => readFileSync(new URL(`./samples/${name}`, import.meta.url));

/** 16 × 16, green. */
export const jpeg = sample('picture.jpg');
/** H.264 in MP4, 0.4 s. */
export const video = sample('clip.mp4');
export const sticker = sample('sticker.webp');
/** Opus in Ogg, 2 s of a tone, as WhatsApp records it. */
export const voiceNote = sample('voice.ogg');
export const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
