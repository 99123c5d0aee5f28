/** A provider's words for a person: one line, at most 300 characters, and no telephone number in it: not everybody who reads it may see one. */
export const providerWords = (text: string): string =>
  text
    .replace(/[^\P{C}]+/gu, ' ')
    .replace(/\+?\d[\d ()-]{5,}\d/g, '…')
    .trim()
    .slice(0, 300);
