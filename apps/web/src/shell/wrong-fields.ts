import type { TFunction } from 'i18next';
import { useLayoutEffect, useState, type RefObject } from 'react';
import { Problem, type FieldError } from '../api/problem.js';
import { reasonText } from '../i18n/words.js';

interface WrongField {
  readonly control: HTMLElement;
  /** As the form calls it. */
  readonly label: string;
  readonly message: string;
}

/** A control bears the name that the request has for it; what is wrong within it is wrong with it. */
function controlOf(form: ParentNode, path: string): HTMLElement | null {
  for (let name = path; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
    const found = form.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`);
    if (found !== null) return found;
  }
  return null;
}

function labelOf(control: HTMLElement): string {
  const said = (control as HTMLInputElement).labels?.[0]?.textContent ?? control.getAttribute('aria-label') ?? '';
  return said.replace(/\s*\*$/, '');
}

/** Of the form that it stands in, or beside. */
function controlNear(here: HTMLElement | null, path: string): HTMLElement | null {
  for (let around = here?.parentElement; around; around = around.parentElement) {
    const found = controlOf(around, path);
    if (found !== null) return found;
  }
  return null;
}

function wrongFields(here: HTMLElement | null, errors: readonly FieldError[]): WrongField[] {
  return errors.flatMap(({ path, message }) => {
    const control = controlNear(here, path);
    const label = control === null ? '' : labelOf(control);
    return control === null || label === '' ? [] : [{ control, label, message }];
  });
}

/** Which fields of the form around `here` were refused and why, in words; they are marked, and the first has the focus. */
export function useWrongFields(t: TFunction, here: RefObject<HTMLElement | null>, error: unknown): readonly string[] {
  const [wrong, setWrong] = useState<readonly WrongField[]>([]);
  useLayoutEffect(() => {
    const found = error instanceof Problem ? wrongFields(here.current, error.errors) : [];
    // What a control is called stands in the document, not in what is drawn.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setWrong(found);
    for (const { control } of found) control.setAttribute('aria-invalid', 'true');
    found[0]?.control.focus();
    return () => {
      for (const { control } of found) control.removeAttribute('aria-invalid');
    };
  }, [here, error]);
  return wrong.map(({ label, message }) => `${label}: ${reasonText(t, message)}`);
}
