import { isRefusal, troubleOf } from './server-trouble.js';
import { isLoopback, isSamePlace, tlsFor } from './server-address.js';

const error = (message: string, facts: object) => Object.assign(new Error(message), facts);

describe('troubleOf', () => {
  it.each([
    [error('getaddrinfo ENOTFOUND x', { code: 'ENOTFOUND' }), 'mail.host-unknown'],
    [error('dns', { code: 'EDNS', originalCode: 'EAI_AGAIN' }), 'mail.host-unknown'],
    [error('connect', { code: 'ESOCKET', originalCode: 'ECONNREFUSED' }), 'mail.connection-refused'],
    [error('late', { code: 'CONNECT_TIMEOUT' }), 'mail.timeout'],
    [error('Greeting never received', { code: 'ETIMEDOUT' }), 'mail.timeout'],
    [
      error('unable to verify', { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', tlsFailed: true }),
      'mail.certificate-untrusted',
    ],
    [error('self-signed certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'mail.certificate-untrusted'],
    [error('expired', { code: 'ESOCKET', originalCode: 'CERT_HAS_EXPIRED' }), 'mail.certificate-expired'],
    [error('certificate has expired', { code: 'ESOCKET' }), 'mail.certificate-expired'],
    [
      error("Hostname/IP does not match certificate's altnames", { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }),
      'mail.certificate-name',
    ],
    [error('wrong version number', { code: 'EPROTO' }), 'mail.tls-failed'],
    [error('Server does not support STARTTLS', { tlsFailed: true }), 'mail.starttls-missing'],
    [error('Invalid login', { code: 'EAUTH', responseCode: 535, response: '535 5.7.8 no' }), 'mail.password-refused'],
    [error('Invalid login', { code: 'EAUTH', responseCode: 454, response: '454 4.7.0 later' }), 'mail.server-away'],
    [error('no', { authenticationFailed: true, serverResponseCode: 'AUTHENTICATIONFAILED' }), 'mail.password-refused'],
    [error('no', { authenticationFailed: true, serverResponseCode: 'UNAVAILABLE' }), 'mail.server-away'],
    [error('gone', { mailboxMissing: true, responseStatus: 'NO' }), 'mail.folder-missing'],
    [error('no', { responseStatus: 'NO' }), 'mail.server-refused'],
    [error('reset', { code: 'ECONNRESET' }), 'mail.server-away'],
    ['not even an error', 'mail.server-away'],
  ])('%s', (thrown, code) => {
    expect(troubleOf(thrown).code).toBe(code);
  });

  it('says for which servers a certificate was made', () => {
    const cert = { subjectaltname: 'DNS:mail.corp.test, IP Address:10.0.0.1' };
    expect(troubleOf(error('other', { code: 'ERR_TLS_CERT_ALTNAME_INVALID', cert })).reply).toBe(
      'mail.corp.test, 10.0.0.1',
    );
  });

  it('keeps the cause, cuts the reply, and passes its own unchanged', () => {
    const cause = error('no', { responseStatus: 'NO', responseText: `a\r\nb${'x'.repeat(500)}` });
    const trouble = troubleOf(cause);
    expect(trouble.cause).toBe(cause);
    expect(trouble.reply).toHaveLength(300);
    expect(trouble.reply).toMatch(/^a bx/);
    expect(troubleOf(trouble)).toBe(trouble);
    expect(isRefusal(cause)).toBe(true);
    expect(isRefusal(error('x', { code: 'NoConnection' }))).toBe(false);
  });
});

describe('where a certificate or a kept password may go', () => {
  it('untrusted certificates are taken from this machine alone', () => {
    expect(['localhost', '127.0.0.1', '127.8.8.8', '::1', '[::1]'].every(isLoopback)).toBe(true);
    expect(['127.0.0.1.evil.test', 'localhost.evil.test', '10.0.0.1', '::2', '128.0.0.1'].some(isLoopback)).toBe(false);
    expect(tlsFor('mail.corp.test').rejectUnauthorized).toBe(true);
  });

  it('a kept password goes only to the very server that it was given for', () => {
    const place = { host: 'mail.corp.test', port: 993, security: 'tls', user: 'sales' } as const;
    expect(isSamePlace({ ...place, host: 'MAIL.corp.test' }, place)).toBe(true);
    for (const change of [{ host: 'evil.test' }, { port: 143 }, { security: 'none' as const }, { user: null }]) {
      expect(isSamePlace({ ...place, ...change }, place)).toBe(false);
    }
    expect(isSamePlace(place, null)).toBe(false);
  });
});
