import { HttpException, NotFoundException } from '@nestjs/common';
import { Bug, OperationalError, UserError } from '#libs/errors';
import { asRefusal, problemOf, retryAfterOf, statusOf } from './problem.js';

describe('a problem document', () => {
  it.each([
    ['client.not-found', 404],
    ['access.forbidden', 403],
    ['channel.address-taken', 409],
    ['message.already-sent', 409],
    ['request.invalid', 400],
    ['upload.too-large', 413],
    ['session.throttled', 429],
    ['session.required', 401],
    ['session.refused', 401],
    ['setup.code-wrong', 403],
    ['employee.last-owner', 409],
    ['message.no-recipient', 422],
  ])('has its status by its code: %s is %i', (code, status) => {
    expect(statusOf(new UserError(code))).toBe(status);
  });

  it('carries code and details of what a user can fix', () => {
    expect(problemOf(new UserError('client.not-found', { id: '7' }), null)).toEqual({
      type: 'urn:keepline:problem:client.not-found',
      title: 'Not found',
      status: 404,
      code: 'client.not-found',
      details: { id: '7' },
    });
  });

  it('carries nothing but an incident of what is ours to fix', () => {
    expect(problemOf(new Bug('journal.broken', { sql: 'select' }), 'i-1')).toEqual({
      type: 'urn:keepline:problem:unexpected',
      title: 'Something is wrong on our side',
      status: 500,
      code: 'unexpected',
      incident: 'i-1',
    });
  });

  it('carries no details of a server that is away', () => {
    const problem = problemOf(new OperationalError('database.away', { host: 'db.internal' }), null);
    expect([problem.status, problem.code, problem.details]).toEqual([503, 'database.away', undefined]);
  });

  it('says when to come back', () => {
    expect(retryAfterOf(new UserError('session.throttled', { retryAfterS: 2.4 }))).toBe(3);
    expect(retryAfterOf(new OperationalError('bus.no-answer'))).toBe(5);
    expect(retryAfterOf(new UserError('client.not-found'))).toBeNull();
  });

  it('is made of what Nest and the body parser refuse', () => {
    expect(asRefusal(new NotFoundException()).code).toBe('route.not-found');
    expect(asRefusal(new HttpException('x', 413)).code).toBe('request.too-large');
    expect(asRefusal(Object.assign(new Error('x'), { status: 415, expose: true })).code).toBe(
      'request.unsupported-type',
    );
    expect(asRefusal(Object.assign(new Error('x'), { status: 400, expose: false })).kind).toBe('bug');
    expect(asRefusal('a string').kind).toBe('bug');
  });

  it('blames the request for a value that no column can hold, and nothing else that the database refuses', () => {
    expect(asRefusal(new Bug('database.refused', { sqlState: '22021' })).code).toBe('request.invalid');
    expect(asRefusal(new Bug('database.refused', { sqlState: '42501' })).kind).toBe('bug');
  });
});
