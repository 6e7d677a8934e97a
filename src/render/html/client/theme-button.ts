import { redrawAll } from './chart.js';

const storageKey = 'squall-report-theme';

/** Follows the system until the reader chooses; the choice is kept where the browser lets a file keep things. */
export function installThemeButton(button: HTMLElement): void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  const isDark = (): boolean => (root.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const apply = (theme: string | undefined): void => {
    if (theme === undefined) delete root.dataset.theme;
    else root.dataset.theme = theme;
    button.textContent = isDark() ? 'Light' : 'Dark';
    button.setAttribute('aria-label', `Switch to ${isDark() ? 'light' : 'dark'} colours`);
    redrawAll();
  };
  button.addEventListener('click', () => {
    const theme = isDark() ? 'light' : 'dark';
    remember(theme);
    apply(theme);
  });
  system.addEventListener('change', () => apply(root.dataset.theme));
  // Paper is light whatever the screen is.
  let before: string | undefined;
  addEventListener('beforeprint', () => {
    before = root.dataset.theme;
    apply('light');
  });
  addEventListener('afterprint', () => apply(before));
  apply(recall());
}

function remember(theme: string): void {
  try {
    localStorage.setItem(storageKey, theme);
  } catch {
    // Storage is off for this page; the choice then lasts as long as the page.
  }
}

function recall(): string | undefined {
  try {
    return localStorage.getItem(storageKey) ?? undefined;
  } catch {
    return undefined;
  }
}
