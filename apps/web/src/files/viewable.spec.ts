import { viewableAs } from './viewable.js';

describe('what can be looked at in the page', () => {
  it.each([
    ['image/jpeg', 'a.jpg', 'picture'],
    ['IMAGE/PNG; name=x', 'a', 'picture'],
    ['application/pdf', 'offer', 'pdf'],
    ['application/octet-stream', 'offer.PDF', 'pdf'],
    ['text/csv', 'prices.csv', 'text'],
    ['', 'notes.txt', 'text'],
    ['image/svg+xml', 'logo.svg', null],
    ['text/html', 'page.html', null],
    ['application/octet-stream', 'page.html', null],
    ['image/tiff', 'fax.tif', null],
    ['application/zip', 'offer.pdf', null],
  ])('%s %s: %s', (type, name, expected) => {
    expect(viewableAs({ type, name, size: 10 })).toBe(expected);
  });

  it('is not larger than a page can hold', () => {
    expect(viewableAs({ type: 'text/plain', name: 'log.txt', size: 5_000_001 })).toBeNull();
    expect(viewableAs({ type: 'application/pdf', name: 'book.pdf', size: 40_000_001 })).toBeNull();
  });
});
