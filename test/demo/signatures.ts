import { ApiUser } from '../product/api.js';
import { password, staff } from './sample-office.js';

/** As they stand under letters; the telephones are the company's. */
const titles = {
  manager: { title: 'Керівник відділу продажів', phone: '+380 44 555 01 02' },
  anna: { title: 'Менеджерка з продажів', phone: '+380 44 555 01 03' },
  dmytro: { title: 'Export Manager', phone: '+380 44 555 01 04' },
  svitlana: { title: 'Менеджер по продажам', phone: null },
} as const;

/** What stands under the letters of this office: the company's everywhere, the team's with a line more. */
export async function sign(
  owner: ApiUser,
  teamId: string,
  people: Readonly<Record<keyof typeof staff, { readonly id: string }>>,
): Promise<void> {
  for (const key of ['manager', 'anna', 'dmytro', 'svitlana'] as const)
    await owner.patch(`/employees/${people[key].id}`, titles[key]);
  const text = '{{me.name}}\n{{me.title}}\n{{company.name}}\n{{me.phone}}\n{{company.website}}';
  await owner.put('/signatures', { of: 'company', text });
  await owner.put('/signatures', {
    ...{
      of: 'team',
      teamId,
      text: '{{me.name}}, {{me.title}}\n{{own}}\n{{company.name}} · {{me.phone}}\n{{company.website}}',
    },
    html:
      '<p><b>{{me.name}}</b>, {{me.title}}</p>\n<p>{{own}}</p>\n' +
      '<p style="color: #17713f">{{company.name}} · {{me.phone}}</p>\n<p><a href="{{company.website}}">{{company.website}}</a></p>',
  });
  await owner.put('/signatures/policy', { own: 'within' });
}

/** What Anna says of herself stands where the team leaves room for it. */
export async function signOwn(url: string): Promise<void> {
  const anna = await new ApiUser(url, staff.anna.email, password).signIn();
  await anna.put('/signatures', { of: 'me', text: 'Ягідні та овочеві теплиці. В офісі щодня з 9:00 до 18:00.' });
}
