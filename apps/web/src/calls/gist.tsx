import { lazy, Suspense } from 'react';
import type { Schemas } from '../api/client.js';
import { speakFully } from '../i18n/i18n.js';
import type { Call } from './call.js';

export interface GistParts {
  direction: Call['direction'];
  kind: Schemas['Interaction']['kind'] | null;
  call: Schemas['CallFacts'] | null;
}

const GistInWords = lazy(async () => {
  await speakFully();
  return { default: (await import('./gist-in-words.js')).GistInWords };
});

/** A call in one line of a list: its words come with the second part of the texts, so that the first page does not pay for them. */
export function Gist(parts: GistParts) {
  return (
    <Suspense>
      <GistInWords {...parts} />
    </Suspense>
  );
}

export const isCall = (kind: GistParts['kind']): boolean => kind === 'call' || kind === 'voicemail';
