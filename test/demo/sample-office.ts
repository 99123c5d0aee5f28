/** The people of the sample office. Everybody signs in with the same password: this is a demonstration on loopback. */
export const company = {
  name: 'Теплиця-Сервіс',
  domain: 'teplytsia.example',
  office: 'office@teplytsia.example',
} as const;

export const password = 'keepline demo';

export const staff = {
  owner: { name: 'Ірина Мельник', email: 'owner@teplytsia.example' },
  manager: { name: 'Олег Бондаренко', email: 'oleg@teplytsia.example' },
  anna: { name: 'Анна Коваленко', email: 'anna@teplytsia.example' },
  dmytro: { name: 'Дмитро Шевченко', email: 'dmytro@teplytsia.example' },
  svitlana: { name: 'Светлана Орлова', email: 'svitlana@teplytsia.example' },
} as const;

export const team = 'Продажі';
export const archive = 'archive@teplytsia.example';

export interface SampleClient {
  name: string;
  kind: 'person' | 'company';
  /** Who writes. */
  person: string;
  email: string;
  phone: string;
  language: 'uk' | 'ru' | 'en';
  responsible: keyof typeof staff;
  stage: 'prospecting' | 'sales' | 'account';
}

const client = (
  name: string,
  person: string,
  email: string,
  phone: string,
  language: SampleClient['language'],
  responsible: keyof typeof staff,
  stage: SampleClient['stage'] = 'account',
): SampleClient => ({
  name,
  kind: name === person ? 'person' : 'company',
  person,
  email,
  phone,
  language,
  responsible,
  stage,
});

export const clients: readonly SampleClient[] = [
  client('Агро-Південь', 'Марія Ткаченко', 'm.tkachenko@agro-pivden.example', '+380 48 700 11 20', 'uk', 'anna'),
  client('Зелений Двір', 'Петро Лисенко', 'petro@zelenyi-dvir.example', '+380 67 220 14 05', 'uk', 'anna'),
  client('ФГ «Світанок»', 'Наталія Гнатюк', 'buh@svitanok-farm.example', '+380 50 331 20 17', 'uk', 'anna', 'sales'),
  client('Северный Сад', 'Алексей Романов', 'a.romanov@severny-sad.example', '+372 5550 1182', 'ru', 'svitlana'),
  client('ООО «Рассада»', 'Ольга Никитина', 'nikitina@rassada.example', '+371 2011 4456', 'ru', 'svitlana', 'sales'),
  client('Greenhouse & Sons', 'Emily Carter', 'emily@greenhouse-sons.example', '+44 20 7946 0958', 'en', 'dmytro'),
  client(
    'Nordic Berries AB',
    'Lars Lindqvist',
    'lars@nordicberries.example',
    '+46 8 505 123 45',
    'en',
    'dmytro',
    'sales',
  ),
  client('Virág Kertészet', 'Katalin Nagy', 'nagy@virag.example', '+36 1 700 4321', 'en', 'dmytro'),
  client('Квіти Полісся', 'Тарас Мороз', 'taras@kvity-polissia.example', '+380 41 240 77 13', 'uk', 'anna'),
  client(
    'Садовий центр «Липа»',
    'Оксана Павлюк',
    'lypa@sad-lypa.example',
    '+380 32 244 90 01',
    'uk',
    'anna',
    'prospecting',
  ),
  client(
    'Виктор Зайцев',
    'Виктор Зайцев',
    'v.zaitsev@pochta.example',
    '+373 22 881 190',
    'ru',
    'svitlana',
    'prospecting',
  ),
  client('Тепличный комбинат «Юг»', 'Инна Соколова', 'zakupki@tk-yug.example', '+995 32 224 55 10', 'ru', 'svitlana'),
  client(
    'Баклажан і Ко',
    'Роман Кравець',
    'roman@baklazhan.example',
    '+380 56 744 08 22',
    'uk',
    'dmytro',
    'prospecting',
  ),
  client('Harvest Moon Farms', 'Daniel Okafor', 'd.okafor@harvestmoon.example', '+353 1 524 7781', 'en', 'dmytro'),
  client(
    'Олександра Руденко',
    'Олександра Руденко',
    'sasha.rudenko@skrynka.example',
    '+380 63 118 42 90',
    'uk',
    'anna',
    'prospecting',
  ),
  client('Помідор Плюс', 'Ігор Савчук', 'savchuk@pomidor.example', '+380 47 236 15 48', 'uk', 'anna'),
  client('Дачный мир', 'Елена Фролова', 'frolova@dachny-mir.example', '+370 5 219 3348', 'ru', 'svitlana', 'sales'),
  client('Oranjerie BV', 'Sanne de Vries', 'sanne@oranjerie.example', '+31 20 794 0811', 'en', 'dmytro'),
  client('Ягідна Долина', 'Юлія Кириченко', 'office@yagidna.example', '+380 44 390 22 16', 'uk', 'anna'),
  client('Фермер Чумак', 'Степан Чумак', 'chumak@ferma.example', '+380 55 272 10 39', 'uk', 'dmytro'),
  client('Плодопитомник «Яблоня»', 'Григорий Белов', 'belov@yablonya.example', '+374 10 514 620', 'ru', 'svitlana'),
  client(
    'Botanica Studio',
    'Hannah Weiss',
    'hannah@botanica.example',
    '+49 30 5683 7120',
    'en',
    'dmytro',
    'prospecting',
  ),
  client('Грядка онлайн', 'Максим Левченко', 'max@gryadka.example', '+380 93 540 66 71', 'uk', 'anna', 'sales'),
  client('Садовник', 'Вера Климова', 'klimova@sadovnik.example', '+992 37 224 8012', 'ru', 'svitlana', 'sales'),
];
