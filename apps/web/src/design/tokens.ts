export interface Colour {
  name: string;
  /** As it is now, in the scheme that is shown. */
  value: string;
}

/** Every `--k-…` that a sheet of the page sets on the root and that is a colour. */
export function rootColours(): Colour[] {
  const names = new Set<string>();
  for (const sheet of document.styleSheets)
    for (const rule of sheet.cssRules)
      if (rule instanceof CSSStyleRule && rule.selectorText === ':root')
        for (const name of rule.style) if (name.startsWith('--k-')) names.add(name);
  const now = getComputedStyle(document.documentElement);
  return [...names]
    .map((name) => ({ name, value: now.getPropertyValue(name).trim() }))
    .filter(({ value }) => /^#[0-9a-f]{3,8}$/i.test(value));
}

/** WCAG 2.2, 1.4.3. @returns null for what is no opaque colour */
export function contrast(a: string, b: string): number | null {
  const [one, other] = [luminance(a), luminance(b)];
  if (one === null || other === null) return null;
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

function luminance(colour: string): number | null {
  const long = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(colour);
  const hex =
    long === null
      ? colour
      : `#${long
          .slice(1)
          .map((digit) => digit + digit)
          .join('')}`;
  if (!/^#[0-9a-f]{6}$/i.test(hex)) return null;
  const [red, green, blue] = [1, 3, 5].map((from) => {
    const share = parseInt(hex.slice(from, from + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
