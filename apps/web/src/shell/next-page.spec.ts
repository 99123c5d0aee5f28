import { nextPage } from './next-page.js';

describe('where one goes after signing in', () => {
  it('is where one was', () => {
    expect(nextPage('/inbox/a/b?view=mine')).toBe('/inbox/a/b?view=mine');
  });

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '/a\nb',
    '',
    undefined,
    7,
  ])('is never %p', (wanted) => {
    expect(nextPage(wanted)).toBe('/');
  });

  it('is not the sign-in page again', () => {
    expect(nextPage('/sign-in?next=/clients')).toBe('/');
    expect(nextPage('/setup')).toBe('/');
  });
});
