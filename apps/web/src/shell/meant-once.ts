/**
 * Who clicks a button twice out of habit, or leans on Enter, means it once. Of a form the second comes before the page could show that the
 * first is under way, and would be sent as well; a button that asks once more says something else by then, or another lies in its place, and
 * would be told yes by whoever has not read the question.
 */
export function clickOnce(): void {
  let clicked: { button: Element; said: string } | null = null;
  document.addEventListener(
    'click',
    (event) => {
      const button = event.target instanceof Element ? event.target.closest('button') : null;
      if (event.detail <= 1) clicked = button && { button, said: wordsOf(button) };
      else if (button?.type === 'submit') event.preventDefault();
      else if (button && clicked && (button !== clicked.button || wordsOf(button) !== clicked.said))
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

const wordsOf = (button: Element): string => `${button.getAttribute('aria-label') ?? ''} ${button.textContent}`;
