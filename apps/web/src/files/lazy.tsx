import { lazy } from 'react';
import { speakFully } from '../i18n/i18n.js';

/** Looking at a file comes when somebody does: a letter does not pay for it. */
export const FileViewer = lazy(async () => {
  await speakFully();
  return { default: (await import('./file-viewer.js')).FileViewer };
});

export const HeldFile = lazy(async () => {
  await speakFully();
  return { default: (await import('./held-file.js')).HeldFile };
});
