import { useEffect } from 'react';
import { useCounters } from './badges.js';
import { useMe } from './session.js';
import { setTitle } from './title.js';

/** Whose page it is, and how many clients wait: in the tab of the browser. */
export function PageTitle() {
  const waiting = useCounters()?.unanswered ?? 0;
  const company = useMe().company.name;
  useEffect(() => {
    setTitle(`${waiting > 0 ? `(${waiting}) ` : ''}${company} · Keepline`);
  }, [waiting, company]);
  return null;
}
