import { frameDocument, framePolicy, frameSandbox } from './frame-document.js';

describe('the document in which a letter is shown', () => {
  const made = frameDocument({ head: '<style>p{color:red}</style>', body: '<body><p>Hi</p></body>' }, false);

  it('carries its policy before anything of the sender', () => {
    expect(made.indexOf('Content-Security-Policy')).toBeGreaterThan(0);
    expect(made.indexOf('Content-Security-Policy')).toBeLessThan(made.indexOf('p{color:red}'));
    expect(made.indexOf('</head>')).toBeLessThan(made.indexOf('<p>Hi</p>'));
  });

  it('fetches nothing until somebody asks for pictures', () => {
    expect(framePolicy(false)).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'",
    );
    expect(framePolicy(true)).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; form-action 'none'; base-uri 'none'",
    );
  });

  it('never allows scripts, plain http pictures or our origin', () => {
    expect(framePolicy(true)).not.toMatch(/script-src|http:|\*/);
    expect(frameSandbox).not.toMatch(/allow-scripts|allow-same-origin|allow-forms|allow-top-navigation/);
  });
});
