/**
 * Whoever closes a dialog by keyboard goes on where they opened it. Mantine gives the focus back of a dialog that stays in the page and is
 * hidden; ours are taken out of it, and the focus would be nowhere.
 */
export function giveFocusBack(): void {
  const openers = new Map<Element, HTMLElement>();
  let last: HTMLElement | null = null;
  // Only while a dialog is there: it hears of everything that changes in the page.
  const watch = new MutationObserver(() => {
    for (const [dialog, opener] of openers) {
      if (dialog.isConnected) continue;
      openers.delete(dialog);
      if (document.activeElement === document.body) opener.focus({ preventScroll: true });
    }
    if (openers.size === 0) watch.disconnect();
  });
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    const dialog = target.closest('[role="dialog"]');
    if (dialog !== null && last !== null && !dialog.contains(last) && !openers.has(dialog)) {
      openers.set(dialog, last);
      watch.observe(document.body, { childList: true, subtree: true });
    }
    last = target;
  });
}
