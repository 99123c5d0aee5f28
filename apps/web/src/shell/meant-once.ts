/**
 * Who clicks a button twice out of habit, or leans on Enter, means it once. Of a form the second comes before the page could show that the
 * first is under way, and would be sent as well; a button that asks once more says something else by then, or another lies in its place, and
 * would be told yes by whoever has not read the question. One that is marked so (`data-once`) sends something of its own.
 */
export function clickOnce(): void {
  let clicked: Clicked | null = null;
  document.addEventListener(
    'click',
    (event) => {
      const button = event.target instanceof Element ? event.target.closest('button') : null;
      const { clientX: x, clientY: y } = event;
      if (event.detail <= 1) clicked = button && { button, said: wordsOf(button), x, y };
      else if (button?.type === 'submit') event.preventDefault();
      else if (button && clicked && (isAnother(button, clicked, x, y) || button.dataset['once'] !== undefined))
        event.stopPropagation();
    },
    true,
  );
  document.addEventListener(
    'keydown',
    (event) => {
      const { target } = event;
      const acts = target instanceof HTMLInputElement || target instanceof HTMLButtonElement;
      if (event.key === 'Enter' && event.repeat && acts) event.preventDefault();
    },
    true,
  );
}

interface Clicked {
  button: Element;
  said: string;
  x: number;
  y: number;
}

/** Two keys side by side are pressed fast and meant: of fingers that counts as twice too. */
const samePlacePx = 8;

const isAnother = (button: Element, { button: first, said, x, y }: Clicked, atX: number, atY: number): boolean =>
  Math.hypot(atX - x, atY - y) < samePlacePx && (button !== first || wordsOf(button) !== said);

const wordsOf = (button: Element): string => `${button.getAttribute('aria-label') ?? ''} ${button.textContent}`;
