/** Whose settings are to be explained; Chrome's words fit every browser that is built like it. */
export type Browser = 'chrome' | 'firefox' | 'safari' | 'phone';

/** By the user agent's words: Chrome says Safari too, and Edge says both. */
export function browserOf(userAgent: string): Browser {
  if (/Android|iPhone|iPad/.test(userAgent)) return 'phone';
  if (/Firefox\//.test(userAgent)) return 'firefox';
  if (/Safari\//.test(userAgent) && !/Chrome\/|Chromium\//.test(userAgent)) return 'safari';
  return 'chrome';
}
