/**
 * What calls for help is no extension any more: whoever had one of these gets the lowest that is free. Otherwise a colleague who dials them out of
 * habit would have the fire brigade.
 */
export const extensionsBesideHelp = {
  name: '20261125-09-extensions-beside-help',
  sql: `
do $$
declare
  held record;
begin
  for held in
    select employee_id from core.extension
    where number in ('01', '02', '03', '04', '100', '101', '102', '103', '104', '110', '112', '113', '115', '118', '911', '999')
    order by number
  loop
    update core.extension set number = (
      select min(n)::text from generate_series(201, 910) as n where not exists (select from core.extension where number = n::text))
    where employee_id = held.employee_id;
  end loop;
end $$;
`,
};
