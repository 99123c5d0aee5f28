import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';

/**
 * What the page may do. Letters are shown in `srcdoc` frames, which inherit this policy: `img-src https:` stands here so that a reader
 * who clicks "show images" can see them; each frame narrows it again by a policy of its own (docs/decisions/0007-access.md).
 */
const policy = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:', 'blob:', 'https:'],
  'frame-src': ["'self'", 'data:', 'blob:', 'about:'],
  'connect-src': ["'self'"],
  'media-src': ["'self'", 'blob:'],
  'object-src': ["'none'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
};

export function securityHeaders(publicUrl: string | null) {
  const secure = publicUrl?.startsWith('https:') ?? false;
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives: policy },
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
}

/** The page telephones; nothing else of a device is its business (W3C Permissions Policy). */
export function pagePermissions(_: Request, response: Response, next: NextFunction): void {
  response.setHeader('Permissions-Policy', 'microphone=(self), camera=(), geolocation=(), usb=(), payment=()');
  next();
}

/** What the API says is for one person and one moment. */
export function neverStored(_: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store');
  next();
}
