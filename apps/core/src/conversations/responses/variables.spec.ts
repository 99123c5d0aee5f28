import { firstNameOf, nameOrNull } from './first-name.js';
import { filled, missingIn, unfilledVariables, unknownVariables, type Values } from './variables.js';

const values: Values = {
  'client.name': 'Ada Lovelace',
  'client.first-name': null,
  'me.name': 'Anna $& Kovalenko',
  'me.first-name': 'Anna',
  'company.name': 'Company',
};

describe('variables', () => {
  it('are put in as they are; what is not known stays in its braces and is told', () => {
    const text =
      'Dear {{client.name}} ({{ client.first-name }}), {{me.name}} of {{company.name}}, {{client.shoe}} {{x}}';
    expect(filled(text, values)).toBe(
      'Dear Ada Lovelace ({{ client.first-name }}), Anna $& Kovalenko of Company, {{client.shoe}} {{x}}',
    );
    expect(missingIn(values, text, text)).toEqual(['client.first-name', 'client.shoe', 'x']);
    expect(unknownVariables(text)).toEqual(['client.shoe', 'x']);
  });

  it('that were never filled are found before they are sent; other braces are the writer’s own', () => {
    expect(
      unfilledVariables('Dear {{client.first-name}}', '{{ Company.nmae }} {{x}} {{}} {client.name} {{user.name}}'),
    ).toEqual(['client.first-name', 'Company.nmae']);
  });
});

describe('the first name', () => {
  it.each([
    ['Ada Lovelace', 'Ada'],
    ['  Марія   Ткаченко ', 'Марія'],
    ['Франко Іван Якович', 'Іван'],
    ['Іван Якович Франко', 'Іван'],
    ['Соколова Инна Петровна', 'Инна'],
    ['Андрій Шевич', 'Андрій'],
    ['Cher', 'Cher'],
    ['+380 50 123 45 12', null],
    ['ada@example.test', null],
    ['…', null],
  ])('of %s is %s', (name, first) => {
    expect(firstNameOf(name)).toBe(first);
  });

  it('is none where a card is called by a number, and neither is the whole one', () => {
    expect([nameOrNull('+380 50 123 45 12'), nameOrNull(' Ada '), nameOrNull(''), nameOrNull('Agro 2000')]).toEqual([
      null,
      'Ada',
      null,
      'Agro 2000',
    ]);
  });
});
