import { guessedTargets, headingKey } from './columns.js';

const columns = (...headings: string[]) => headings.map((heading) => ({ heading, samples: [] }));
const field = {
  ...{ id: 'f', key: 'tax', label: 'Tax number', kind: 'text' as const, appliesTo: 'both' as const, required: false },
  ...{ format: null, choices: [], archived: false },
};

describe('what a column seems to say', () => {
  it.each([
    // HubSpot
    [
      ['First Name', 'Last Name', 'Email', 'Phone Number', 'Company Name', 'Contact owner', 'Lifecycle Stage'],
      ['first-name', 'last-name', 'email', 'phone', 'company', 'responsible', 'stage'],
    ],
    // Bitrix24
    [
      ['Имя', 'Фамилия', 'Отчество', 'Рабочий телефон', 'Мобильный телефон', 'Рабочий e-mail', 'Ответственный'],
      ['first-name', 'last-name', 'middle-name', 'phone', 'phone', 'email', 'responsible'],
    ],
    // Ukrainian
    [
      ['Назва', 'Тип клієнта', 'Ел. пошта', 'Тел.', 'Вотсап', 'Мітки', 'Менеджер', 'Етап'],
      ['name', 'kind', 'email', 'phone', 'whatsapp', 'tags', 'responsible', 'stage'],
    ],
    [
      ['Tax  number:', 'Notes', 'Name', 'Full name'],
      ['field:tax', 'ignore', 'name', 'ignore'],
    ],
  ])('by its heading: %j', (headings, targets) => {
    expect(guessedTargets(columns(...headings), [field], new Map())).toEqual(targets);
  });

  it('as the last time, if there is such a field still', () => {
    const before = new Map([
      ['notes', 'field:tax'],
      ['name', 'field:gone'],
    ]);
    expect(guessedTargets(columns('Notes', 'Name'), [field], before)).toEqual(['field:tax', 'name']);
  });

  it('by what stands in it where nothing else tells', () => {
    const samples = [
      { heading: '', samples: ['ada@example.test', ''] },
      { heading: '', samples: ["'+380501112233", '044 123-45-67'] },
      { heading: '', samples: ['12', 'ada@example.test'] },
    ];
    expect(guessedTargets(samples, [], new Map())).toEqual(['email', 'phone', 'ignore']);
  });

  it('however it is spelt', () => {
    expect(headingKey('  Ім’я:* ')).toBe(headingKey('ім я'));
  });
});
