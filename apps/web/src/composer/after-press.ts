let pressed = false;
for (const [event, is] of [
  ['pointerdown', true],
  ['pointerup', false],
  ['pointercancel', false],
] as const)
  document.addEventListener(event, () => (pressed = is), true);

/**
 * Runs once the press that took the focus away is over: what it is on must not move from under the finger before it is clicked. Of a finger
 * everything from mousedown to click comes at once, after its pointerup; of a mouse one after the other.
 */
export function afterPress(then: () => void): void {
  const over = () => void window.setTimeout(then);
  if (pressed) document.addEventListener('pointerup', over, { once: true });
  else over();
}
