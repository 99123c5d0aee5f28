import { mentionable, mentionedIn, mentionParts, mentionTyped, withMention } from './mention.js';

const people = [
  { id: '1', name: 'Олена Коваль' },
  { id: '2', name: 'Ольга Петренко' },
  { id: '3', name: 'Петро Ольшанський' },
];

describe('mentioning a colleague', () => {
  it('begins with an @ at the beginning of a word', () => {
    expect(mentionTyped('@', 1)).toEqual({ from: 0, name: '' });
    expect(mentionTyped('Слухай, @Оль', 12)).toEqual({ from: 8, name: 'Оль' });
    expect(mentionTyped('@Ольга Пе', 9)).toEqual({ from: 0, name: 'Ольга Пе' });
    expect(mentionTyped('пиши на a@b', 11)).toBeNull();
    expect(mentionTyped('@Оль, тут', 9)).toBeNull();
  });

  it('offers whose name begins so, then whose surname does', () => {
    expect(mentionable(people, 'ол').map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(mentionable(people, 'пет').map(({ id }) => id)).toEqual(['3', '2']);
    expect(mentionable(people, 'зоя')).toEqual([]);
  });

  it('puts the whole name in, with the caret behind it', () => {
    expect(withMention('Дивись @Оль сюди', 7, 11, 'Ольга Петренко')).toEqual({
      text: 'Дивись @Ольга Петренко сюди',
      caret: 23,
    });
  });

  it('means only those who are still named when it is sent', () => {
    expect(mentionedIn('@Ольга Петренко, дивись', people)).toEqual(['2']);
    expect(mentionedIn('Ольга Петренко', people)).toEqual([]);
  });

  it('shows names apart from the rest', () => {
    expect(mentionParts('а @Олена Коваль б', ['Олена Коваль'])).toEqual([
      { text: 'а ', mention: false },
      { text: '@Олена Коваль', mention: true },
      { text: ' б', mention: false },
    ]);
    expect(mentionParts('просто @текст', [])).toEqual([{ text: 'просто @текст', mention: false }]);
  });
});
