/** As it was known when this was written: what calls for help by country, beside 112 and 911. */
const national = `
  ('UA', '101 102 103 104'), ('BY', '101 102 103 104'), ('KZ', '101 102 103 104'), ('RU', '01 02 03 04 101 102 103 104'),
  ('UZ', '101 102 103 104'), ('KG', '101 102 103 104'), ('TJ', '101 102 103 104'), ('AZ', '101 102 103 104'), ('TM', '01 02 03 04'),
  ('AM', '101 102 103 104'), ('MD', '901 902 903 904'), ('PL', '997 998 999'), ('CZ', '150 155 156 158'), ('SK', '150 155 158 159'),
  ('HU', '104 105 107'), ('DE', '110'), ('AT', '122 133 144'), ('CH', '117 118 144'), ('FR', '15 17 18 114'), ('IT', '113 115 118'),
  ('GR', '100 166 199'), ('BE', '100 101'), ('GB', '999'), ('IE', '999'), ('NO', '110 113'), ('LV', '110 113 114'), ('LU', '113'),
  ('SI', '113'), ('HR', '192 193 194'), ('RS', '192 193 194'), ('MK', '192 193 194'), ('BA', '122 123 124'), ('ME', '122 123 124'),
  ('AL', '127 128 129'), ('IL', '100 101 102'), ('AU', '000 106'), ('NZ', '111'), ('JP', '110 118 119'), ('KR', '119'),
  ('CN', '110 119 120 122'), ('IN', '100 101 102 108'), ('AE', '997 998 999'), ('BR', '190 192 193'), ('AR', '100 101 107')`;

/**
 * What calls for help where the company is can be no extension any more: whoever had one of these gets the lowest that is free, and everybody
 * else keeps theirs. Otherwise a colleague who dials it out of habit would have the fire brigade.
 */
export const extensionsBesideHelp = {
  name: '20261125-09-extensions-beside-help',
  sql: `
do $$
declare
  help text[] := array['112', '911'] || coalesce((
    select string_to_array(numbers, ' ') from core.company join (values ${national}) as known (country, numbers)
      on country = default_country), '{}');
  held record;
begin
  for held in select employee_id from core.extension where number = any (help) order by number loop
    update core.extension set number = (
      select min(n)::text from generate_series(201, 99999) as n
      where n::text <> all (help) and not exists (select from core.extension where number = n::text))
    where employee_id = held.employee_id;
  end loop;
end $$;
`,
};
