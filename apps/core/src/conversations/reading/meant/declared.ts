/** What is declared wrongly, as its writer meant it. Anything else is left as it stands. */

/** @param declared of Content-Transfer-Encoding, lower case: `base-64`, `"quoted_printable";`, `x-uue` */
export function encodingMeant(declared: string): string {
  const bare = declared.replace(/[^a-z0-9]+/g, '');
  if (bare === 'base64' || bare === 'b64' || bare === 'xbase64') return 'base64';
  if (bare === 'quotedprintable' || bare === 'qp') return 'quoted-printable';
  return /^x?uu(?:e|encode|encoded)?$/.test(bare) ? 'x-uuencode' : declared;
}

/** @param declared of Content-Type, lower case, without parameters, as far as they could be told: `text`, `plain`, `text/plain charset=utf-8` */
export function typeMeant(declared: string): string {
  if (declared === 'text') return 'text/plain';
  const text = /^(?:text\s?[/\\.]?\s?)?(plain|html)(?:text)?(?![\w-])/.exec(declared);
  return text ? `text/${text[1]}` : declared;
}
