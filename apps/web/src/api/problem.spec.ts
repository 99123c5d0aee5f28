import { asProblem, Problem } from './problem.js';

describe('what went wrong', () => {
  it.each([
    ['Chromium', 'Failed to fetch'],
    ['Chromium, a part of the page', 'Failed to fetch dynamically imported module: http://127.0.0.1/assets/x.js'],
    ['Firefox', 'NetworkError when attempting to fetch resource.'],
    ['Firefox, a part of the page', 'error loading dynamically imported module: http://127.0.0.1/assets/x.js'],
    ['Safari', 'Load failed'],
    ['Safari, a part of the page', 'Importing a module script failed.'],
  ])('is the line, in the words of %s', (_, message) => {
    expect(asProblem(new TypeError(message))).toMatchObject({ code: 'network', isNetwork: true });
  });

  it('is the page itself where it stumbles', () => {
    const error = new TypeError("Cannot read properties of undefined (reading 'id')");
    expect(asProblem(error)).toMatchObject({ code: 'page.broken', isNetwork: false });
  });

  it('is what the server said', () => {
    const refused = new Problem(409, 'client.changed-meanwhile');
    expect(asProblem(refused)).toBe(refused);
  });
});
