import { cleanLogo } from './clean-logo.js';

/** A PNG's head with these sides; whoever only looks at its size reads no more of it. */
function png(width: number, height: number): Buffer {
  const head = Buffer.from('89504e470d0a1a0a0000000d49484452000000000000000008060000001f15c489', 'hex');
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  return Buffer.concat([head, Buffer.from('0000000a49444154789c6300010000050001', 'hex'), Buffer.alloc(64)]);
}
const svg = (inside: string, open = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">') =>
  Buffer.from(`${open}${inside}</svg>`);
const cleaned = async (inside: string, open?: string) => (await cleanLogo(svg(inside, open))).bytes.toString();

describe('the company’s picture', () => {
  it('is told by its bytes, and of a size that a browser may hold', async () => {
    expect(await cleanLogo(png(64, 32))).toMatchObject({ type: 'image/png' });
    for (const [width, height] of [
      [8, 64],
      [5_000, 64],
    ] as const)
      await expect(cleanLogo(png(width, height))).rejects.toMatchObject({
        code: 'logo.sides-wrong',
        details: { least: 16, most: 4_096 },
      });
    for (const bytes of [
      Buffer.from('GIF89a'),
      Buffer.from('<html><svg></svg></html>'),
      Buffer.from('%PDF-1.7'),
      Buffer.alloc(0),
    ])
      await expect(cleanLogo(bytes)).rejects.toMatchObject({ code: 'logo.kind-unknown' });
  });

  it('as SVG keeps its shapes and colours', async () => {
    const shape =
      '<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"></stop></linearGradient></defs><path d="M0 0h9" fill="url(#g)" style="stroke:#123456"></path><use href="#g"></use>';
    expect(await cleaned(shape)).toBe(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">${shape}</svg>`);
    expect(
      await cleaned('<path d="M0 0"/>', '<?xml version="1.0"?>\n<!-- Made by hand --><svg viewBox="0 0 9 9">'),
    ).toContain('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">');
  });

  it.each([
    ['a script', '<script>alert(1)</script>', 'alert'],
    ['what runs', '<rect width="9" onload="alert(1)"/>', 'onload'],
    ['a foreign object', '<foreignObject><body onload="x()"/></foreignObject>', 'foreignObject'],
    ['a link', '<a href="javascript:alert(1)"><rect/></a>', 'javascript'],
    ['a picture from elsewhere', '<image href="https://spy.test/x.png"/>', 'spy.test'],
    ['a shape from elsewhere', '<use href="https://spy.test/x.svg#a"/>', 'spy.test'],
    ['an old address of one', '<use xlink:href="data:image/svg+xml,x#a"/>', 'data:'],
    ['a colour from elsewhere', '<rect fill="url(https://spy.test/#a)"/>', 'spy.test'],
    ['a style from elsewhere', '<rect style="fill: url(https://spy.test/#a)"/>', 'spy.test'],
    ['a sheet', '<style>@import url(https://spy.test/x.css)</style>', 'spy.test'],
    ['what moves', '<animate attributeName="href" to="javascript:x()"/>', 'animate'],
    ['what is set', '<set attributeName="onload" to="x()"/>', 'onload'],
  ])('as SVG has no %s', async (_, inside, gone) => {
    expect(await cleaned(`<path d="M0 0"></path>${inside}`)).not.toContain(gone);
  });

  it('as SVG with nothing to see, or with entities of its own, is none', async () => {
    await expect(cleanLogo(svg('<script>x</script>'))).rejects.toMatchObject({ code: 'logo.unreadable' });
    const bomb = Buffer.from('<!DOCTYPE svg [<!ENTITY a "b">]><svg><text>&a;</text></svg>');
    await expect(cleanLogo(bomb)).rejects.toMatchObject({ code: 'logo.kind-unknown' });
  });
});
