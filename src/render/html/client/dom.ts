type Attributes = Readonly<Record<string, string>>;

/** Makes an element. Text goes in as text, never as markup: names come from scenario files. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** For the chart library's tooltips, which take markup. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

/** A row of radio buttons that look like one switch. */
export function makeSwitch(
  label: string,
  choices: readonly (readonly [value: string, text: string])[],
  onChange: (value: string) => void,
): HTMLElement {
  const group = make('div', { class: 'switch', role: 'group', 'aria-label': label }, make('span', {}, label));
  const buttons = choices.map(([value, text], at) => {
    const button = make('button', { type: 'button', 'aria-pressed': String(at === 0) }, text);
    button.addEventListener('click', () => {
      for (const other of buttons) other.setAttribute('aria-pressed', String(other === button));
      onChange(value);
    });
    return button;
  });
  group.append(...buttons);
  return group;
}

export function makeSelect(
  label: string,
  choices: readonly (readonly [value: string, text: string])[],
  chosen: string,
  onChange: (value: string) => void,
): HTMLElement {
  const select = make('select');
  for (const [value, text] of choices) select.append(make('option', { value }, text));
  select.value = chosen;
  select.addEventListener('change', () => onChange(select.value));
  return make('label', { class: 'choice' }, `${label} `, select);
}
