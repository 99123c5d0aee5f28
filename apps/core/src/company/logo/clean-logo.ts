import { imageSize } from 'image-size';
import type { IOptions } from 'sanitize-html';
import { UserError } from '#libs/errors';

export const logoLimitBytes = 1024 * 1024;
/** A picture of a few pixels or of a wall is no logo, and a browser would have to hold all of it. */
const sides = { least: 16, most: 4_096 };

export type LogoType = 'image/png' | 'image/jpeg' | 'image/webp' | 'image/svg+xml';

export interface Logo {
  readonly bytes: Buffer;
  readonly type: LogoType;
  /** Pixels; null: it has any size. */
  readonly sides: { readonly width: number; readonly height: number } | null;
}

const pictures: readonly string[] = ['image/png', 'image/jpeg', 'image/webp'] satisfies LogoType[];

const shapes = [
  ...['svg', 'g', 'path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon', 'text', 'tspan', 'title', 'desc'],
  ...['defs', 'symbol', 'use', 'clipPath', 'mask', 'linearGradient', 'radialGradient', 'stop', 'pattern'],
];
const drawing = [
  ...[
    'xmlns',
    'viewBox',
    'width',
    'height',
    'preserveAspectRatio',
    'id',
    'class',
    'transform',
    'd',
    'points',
    'x',
    'y',
  ],
  ...['x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r', 'rx', 'ry', 'fx', 'fy', 'dx', 'dy', 'offset', 'opacity', 'fill'],
  ...['fill-rule', 'fill-opacity', 'clip-rule', 'clip-path', 'mask', 'stroke', 'stroke-width', 'stroke-linecap'],
  ...['stroke-linejoin', 'stroke-miterlimit', 'stroke-dasharray', 'stroke-opacity', 'stop-color', 'stop-opacity'],
  ...['gradientUnits', 'gradientTransform', 'spreadMethod', 'patternUnits', 'patternTransform', 'maskUnits'],
  ...['clipPathUnits', 'font-family', 'font-size', 'font-weight', 'letter-spacing', 'text-anchor', 'href'],
];
const paint =
  /^(?:none|currentColor|inherit|#[0-9a-f]{3,8}|[a-z]{3,20}|rgba?\([\d\s.,%]{1,40}\)|url\(#[\w-]{1,100}\))$/i;
const amount = /^[\d.]{1,12}(?:px|pt|em|%)?$/;

/** Nothing but shapes and their colours: no script, no sheet that fetches, no picture or shape from elsewhere. */
const rules: IOptions = {
  allowedTags: shapes,
  allowedAttributes: { '*': [...drawing, 'style'] },
  // A shape of its own, as `#leaf`; every other address is dropped with its attribute.
  allowedSchemes: [],
  allowProtocolRelative: false,
  allowedSchemesAppliedToAttributes: ['href'],
  allowedStyles: {
    '*': {
      fill: [paint],
      stroke: [paint],
      'stop-color': [paint],
      'stroke-width': [amount],
      opacity: [amount],
      'fill-opacity': [amount],
      'stop-opacity': [amount],
      'fill-rule': [/^(?:evenodd|nonzero)$/],
      'font-size': [amount],
      'font-weight': [/^(?:normal|bold|[1-9]00)$/],
    },
  },
  parser: { xmlMode: true, lowerCaseTags: false, lowerCaseAttributeNames: false },
  transformTags: {
    use: (tagName, { href, 'xlink:href': old, ...rest }) => {
      const target = href ?? old ?? '';
      return { tagName, attribs: /^#[\w-]{1,100}$/.test(target) ? { ...rest, href: target } : rest };
    },
    '*': (tagName, attribs) => {
      const kept = Object.entries(attribs).filter(([, value]) => !/url\(\s*['"]?(?!#)/i.test(value));
      return { tagName, attribs: Object.fromEntries(kept) };
    },
  },
};

/**
 * What may be kept and shown to everybody of what somebody uploaded. Pictures are told by their bytes, not by their name.
 * @throws UserError `logo.kind-unknown`, `logo.unreadable`, `logo.sides-wrong` with `least` and `most`
 */
export async function cleanLogo(bytes: Buffer): Promise<Logo> {
  // Both are loaded for the first logo: together they were measured at 14 MB.
  const { fileTypeFromBuffer } = await import('file-type');
  const kind = await fileTypeFromBuffer(bytes);
  if (kind !== undefined && pictures.includes(kind.mime)) {
    return { bytes, type: kind.mime as LogoType, sides: sidesOf(bytes) };
  }
  const text = bytes.toString('utf8').trim();
  if (
    !/^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*(?:<!DOCTYPE svg[^>[]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<svg[\s>]/i.test(
      text,
    )
  )
    throw new UserError('logo.kind-unknown');
  const { default: sanitizeHtml } = await import('sanitize-html');
  const svg = withNamespace(sanitizeHtml(text, rules));
  if (!/<(?:path|rect|circle|ellipse|line|poly|text|use)/.test(svg)) throw new UserError('logo.unreadable');
  return { bytes: Buffer.from(svg, 'utf8'), type: 'image/svg+xml', sides: null };
}

/** Without it a browser takes the file for text. */
const withNamespace = (svg: string): string =>
  /<svg[^>]*\sxmlns=/.test(svg) ? svg : svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"');

function sidesOf(bytes: Buffer): { width: number; height: number } {
  let sizes: { width: number; height: number };
  try {
    sizes = imageSize(bytes);
  } catch (error) {
    throw new UserError('logo.unreadable', {}, { cause: error });
  }
  const { width, height } = sizes;
  if (Math.min(width, height) < sides.least || Math.max(width, height) > sides.most)
    throw new UserError('logo.sides-wrong', sides);
  return { width, height };
}
