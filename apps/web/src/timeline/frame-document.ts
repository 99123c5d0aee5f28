/** A letter's HTML after sanitising, as strings: what goes into the head (style sheets only) and the whole body element. */
export interface SafeLetter {
  head: string;
  body: string;
}

/**
 * The policy that the framed letter carries itself. No scripts, frames, forms, fonts or connections whatever the sanitiser
 * missed; pictures from inside the letter only, until somebody asks for those from the network.
 */
export function framePolicy(remoteImages: boolean): string {
  const images = remoteImages ? 'img-src https: data:' : 'img-src data:';
  return `default-src 'none'; style-src 'unsafe-inline'; ${images}; form-action 'none'; base-uri 'none'`;
}

/** Attributes of the frame. No allow-scripts, no allow-same-origin: the letter runs nothing and is nobody. Popups are its links. */
export const frameSandbox = 'allow-popups allow-popups-to-escape-sandbox';

const ownStyle = `
html { color-scheme: light; background: #fff; }
body { margin: 14px 16px; color: #1b1d22; font: 14px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; }
table { max-width: 100%; }
pre { white-space: pre-wrap; }
blockquote { margin: 8px 0; padding-left: 12px; border-left: 3px solid #d5d8de; }
details > summary { width: max-content; margin: 8px 0; padding: 0 10px; border-radius: 8px; background: #eceef1; color: #5d636e; cursor: pointer; font-size: 12px; list-style: none; }
`;

/** The document for the frame's srcdoc. The policy stands before anything of the sender's, so nothing is fetched ahead of it. */
export function frameDocument(letter: SafeLetter, remoteImages: boolean): string {
  return [
    '<!doctype html><html><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${framePolicy(remoteImages)}">`,
    '<meta http-equiv="x-dns-prefetch-control" content="off"><meta name="referrer" content="no-referrer">',
    `<style>${ownStyle}</style>`,
    letter.head,
    '</head>',
    letter.body,
    '</html>',
  ].join('');
}
