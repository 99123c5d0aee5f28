import type { Request, Response } from 'express';

export function setSessionCookie(_request: Request, _response: Response, _token: string, _expiresAt: Date): void {}
export function clearSessionCookie(_request: Request, _response: Response): void {}
export function tokenOf(_request: Request): string | null { return null; }
