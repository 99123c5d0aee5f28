/** The page's title, and what flashes in its place while somebody is wanted. */
let title = document.title;
let flash: string | null = null;
let timer: number | undefined;

const everyMs = 1_000;

const show = (text: string): void => void (document.title = text);

export function setTitle(text: string): void {
  title = text;
  if (flash === null) show(title);
}

/** Takes turns with the title until the returned function is called: a tab that rings is found among many. */
export function flashTitle(text: string): () => void {
  flash = text;
  show(text);
  window.clearInterval(timer);
  timer = window.setInterval(() => show(document.title === title ? text : title), everyMs);
  return () => {
    if (flash !== text) return;
    flash = null;
    window.clearInterval(timer);
    show(title);
  };
}
