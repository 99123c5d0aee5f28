import { baseSubject } from './base-subject.js';

describe('the base subject (RFC 5256, 2.1)', () => {
  it.each([
    ['Offer', 'offer', false],
    ['Re: Offer', 'offer', true],
    ['RE:Offer', 'offer', true],
    ['Re : Offer', 'offer', true],
    ['Re: Re: AW: Offer', 'offer', true],
    ['Re[2]: Offer', 'offer', true],
    ['Re(3): Offer', 'offer', true],
    ['Re^4: Offer', 'offer', true],
    ['Fwd: Offer', 'offer', false],
    ['Fwd: Re: Offer', 'offer', true],
    ['[fwd: Offer]', 'offer', false],
    ['Offer (fwd)', 'offer', false],
    ['[Sales] Re: Offer', 'offer', true],
    ['Re: [Sales] Offer', 'offer', true],
    ['[Sales]', '[sales]', false],
    ['Отв: Счёт № 5', 'счёт № 5', true],
    ['Ответ: Счёт № 5', 'счёт № 5', true],
    ['Відп: Рахунок', 'рахунок', true],
    ['ВІДПОВІДЬ: Рахунок', 'рахунок', true],
    ['Пересл: Рахунок', 'рахунок', false],
    ['SV: VS: Antw: Tilbud', 'tilbud', true],
    ['  Re:\tmany   blanks ', 'many blanks', true],
    ['Re：Ширина', 'ширина', true],
    ['', '', false],
    ['Re:', '', true],
    ['Re: Re:', '', true],
  ])('%s', (subject, base, answers) => {
    expect(baseSubject(subject)).toEqual({ base, answers });
  });

  it('takes nothing for an answer’s that only looks so', () => {
    for (const subject of ['Reklama: new', 'Report: May', 'Отвёртка: цена', 'Награды: список', 'Refund: 15'])
      expect(baseSubject(subject)).toEqual({ base: subject.toLowerCase(), answers: false });
  });

  it('is quick with what somebody made to be slow', () => {
    const started = performance.now();
    baseSubject('Re: '.repeat(50_000));
    baseSubject('['.repeat(50_000));
    baseSubject(`${'[a]'.repeat(20_000)}(fwd)`);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
