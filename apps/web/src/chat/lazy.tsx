import { lazy } from 'react';
import { speakFully } from '../i18n/i18n.js';

/** The parts of a chat come with the second half of the texts, once there is a message to show: letters do not pay for them. */
export const Bubble = lazy(async () => {
  await speakFully();
  return { default: (await import('./bubble.js')).Bubble };
});

export const Gallery = lazy(async () => ({ default: (await import('./gallery.js')).Gallery }));

export const LastMessage = lazy(async () => {
  await speakFully();
  return { default: (await import('./last-message.js')).LastMessage };
});

export const TypingLine = lazy(async () => {
  await speakFully();
  return { default: (await import('./typing-line.js')).TypingLine };
});
