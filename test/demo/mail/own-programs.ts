import type { NewMailPasswordView } from '../../../apps/core/src/access/mail-passwords/mail-password.view.js';
import { MailProgram } from '../../peers/mail-program.js';
import { ApiUser } from '../../product/api.js';
import { compose } from '../correspondence.js';
import { clients, company, password, staff } from '../sample-office.js';

interface Written {
  readonly who: 'anna' | 'svitlana';
  /** What it is called under My account. */
  readonly program: string;
  readonly client: string;
  readonly subject: string;
  readonly text: string;
}

const letters: readonly Written[] = [
  {
    ...{ who: 'anna', program: 'Outlook на роботі', client: 'Квіти Полісся' },
    subject: 'Графік поставок на місяць',
    text: 'Добрий день, Тарасе!\n\nНадсилаю графік: горщики – у середу, ґрунт – за тиждень по тому. Якщо дні не підходять, напишіть.\n\nАнна',
  },
  {
    ...{ who: 'anna', program: 'Outlook на роботі', client: 'Помідор Плюс' },
    subject: 'Знижка на шпалерну сітку',
    text: 'Пане Ігорю, доброго дня!\n\nДо кінця тижня на сітку діє знижка 12 %. Відкласти для вас ті самі 40 рулонів?\n\nАнна',
  },
  {
    ...{ who: 'svitlana', program: 'Thunderbird', client: 'Плодопитомник «Яблоня»' },
    subject: 'Саженцы: уточнение по сортам',
    text: 'Григорий, здравствуйте!\n\nУточните, пожалуйста, сколько саженцев «Айдареда» оставить за вами: 200 или 300?\n\nСветлана',
  },
];

/** Mail passwords of those who keep to their own program, one that waits for its telephone, and letters that went through our submission server. */
export async function writeFromPrograms(url: string, submissionPort: number): Promise<void> {
  const [anna] = await Promise.all([writeOwn('anna', url, submissionPort), writeOwn('svitlana', url, submissionPort)]);
  await anna.post('/me/mail-passwords', { name: 'Телефон' });
}

async function writeOwn(who: Written['who'], url: string, port: number): Promise<ApiUser> {
  const user = await new ApiUser(url, staff[who].email, password).signIn();
  const own = letters.filter((letter) => letter.who === who);
  const { secret } = await user.post<NewMailPasswordView>('/me/mail-passwords', { name: own[0]!.program });
  const program = await MailProgram.open(port, { user: staff[who].email, password: secret });
  for (const { client, subject, text } of own) {
    const { person, email } = clients.find(({ name }) => name === client)!;
    const letter = await compose({
      ...{ from: { name: staff[who].name, address: staff[who].email }, to: { name: person, address: email } },
      ...{ subject, text, date: new Date(), messageId: `<${email}.${who}@${company.domain}>` },
    });
    await program.send({ from: staff[who].email, to: [email] }, letter.toString('latin1'));
  }
  program.quit();
  return user;
}
