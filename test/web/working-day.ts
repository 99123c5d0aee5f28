import type { PageLanguage } from './page-words.js';

/** Who works, who writes and what is said on the working day of one language. */
export interface WorkingDay {
  readonly locale: string;
  readonly team: string;
  readonly owner: string;
  readonly anna: string;
  readonly boris: string;
  readonly vera: string;
  readonly client: string;
  /** The card that a colleague made at an exhibition, without knowing of the first. */
  readonly clientAtExhibition: string;
  readonly noted: string;
  readonly subject: string;
  readonly letter: string;
  readonly thanks: string;
  readonly ready: { readonly shortcut: string; readonly title: string; readonly text: string };
  /** What the ready answer says to this client. */
  readonly answered: string;
  readonly file: string;
  readonly colleagueWrites: string;
  readonly handover: string;
  /** Another form of a word of the letter: what somebody types who remembers it. */
  readonly sought: string;
}

export const workingDays: Readonly<Record<PageLanguage, WorkingDay>> = {
  en: {
    locale: 'en-GB',
    team: 'Sales',
    owner: 'Irina Melnik',
    anna: 'Anna Kovalenko',
    boris: 'Boris Bondar',
    vera: 'Vera Voronova',
    client: 'Emily Carter',
    clientAtExhibition: 'Emily Carter (exhibition)',
    noted: 'Met at the garden show: asked for the catalogue of greenhouses.',
    subject: 'Greenhouses for a nursery',
    letter:
      'Good morning,\n\nwe are looking for two polycarbonate greenhouses, 200 m² each, for our nursery.\nCould you send us your prices and the time of delivery?\n\nEmily Carter\nGreenhouse & Sons',
    thanks: 'Thank you, that was quick! May we come and see one next week?\n\nEmily Carter',
    ready: {
      shortcut: 'prices',
      title: 'The price list',
      text: 'Hello {{client.first-name}},\n\nour price list is attached. Delivery takes five working days.\n\n{{me.name}}',
    },
    answered: 'Hello Emily,\n\nour price list is attached. Delivery takes five working days.\n\nAnna Kovalenko',
    file: 'price list.pdf',
    colleagueWrites: 'Of course, Tuesday suits us',
    handover: 'Vera, they want to come on Tuesday. Could you show them round?',
    sought: 'greenhouse',
  },
  ru: {
    locale: 'ru-RU',
    team: 'Продажи',
    owner: 'Ирина Мельник',
    anna: 'Анна Коваленко',
    boris: 'Борис Бондарь',
    vera: 'Вера Воронова',
    client: 'Алексей Романов',
    clientAtExhibition: 'Алексей Романов (выставка)',
    noted: 'Познакомились на выставке: просил каталог теплиц.',
    subject: 'Теплицы для питомника',
    letter:
      'Добрый день!\n\nИщем для питомника две теплицы из поликарбоната, по 200 м² каждая.\nПришлите, пожалуйста, цены и сроки доставки.\n\nАлексей Романов\n«Северный сад»',
    thanks: 'Спасибо, так быстро! Можно на следующей неделе приехать посмотреть?\n\nАлексей Романов',
    ready: {
      shortcut: 'цены',
      title: 'Прайс-лист',
      text: 'Здравствуйте, {{client.first-name}}!\n\nПрайс-лист во вложении. Доставка занимает пять рабочих дней.\n\n{{me.name}}',
    },
    answered:
      'Здравствуйте, Алексей!\n\nПрайс-лист во вложении. Доставка занимает пять рабочих дней.\n\nАнна Коваленко',
    file: 'прайс-лист.pdf',
    colleagueWrites: 'Конечно, во вторник нам удобно',
    handover: 'Вера, они хотят приехать во вторник. Покажешь им всё?',
    sought: 'теплицу',
  },
  uk: {
    locale: 'uk-UA',
    team: 'Продажі',
    owner: 'Ірина Мельник',
    anna: 'Анна Коваленко',
    boris: 'Борис Бондар',
    vera: 'Віра Воронова',
    client: 'Марія Ткаченко',
    clientAtExhibition: 'Марія Ткаченко (виставка)',
    noted: 'Познайомилися на виставці: просила каталог теплиць.',
    subject: 'Теплиці для розсадника',
    letter:
      'Добрий день!\n\nШукаємо для розсадника дві теплиці з полікарбонату, по 200 м² кожна.\nНадішліть, будь ласка, ціни та строки доставки.\n\nМарія Ткаченко\n«Агро-Південь»',
    thanks: 'Дякую, так швидко! Чи можна наступного тижня приїхати подивитися?\n\nМарія Ткаченко',
    ready: {
      shortcut: 'ціни',
      title: 'Прайс-лист',
      text: 'Добрий день!\n\nПрайс-лист у вкладенні. Доставка триває п’ять робочих днів.\n\n{{me.name}}',
    },
    answered: 'Добрий день!\n\nПрайс-лист у вкладенні. Доставка триває п’ять робочих днів.\n\nАнна Коваленко',
    file: 'прайс-лист.pdf',
    colleagueWrites: 'Звісно, у вівторок нам зручно',
    handover: 'Віро, вони хочуть приїхати у вівторок. Покажеш їм усе?',
    sought: 'теплицю',
  },
};
