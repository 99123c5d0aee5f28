/**
 * Who clicks a button twice out of habit, or leans on Enter, means it once: the second comes before the page could show that the first is
 * under way, and would be sent as well.
 */
export function submitOnce(): void {
  document.addEventListener(
    'click',
    (event) => {
      if (event.detail > 1 && event.target instanceof Element && event.target.closest('[type="submit"]'))
        event.preventDefault();
    },
    true,
  );
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Enter' && event.repeat && event.target instanceof HTMLInputElement) event.preventDefault();
    },
    true,
  );
}
