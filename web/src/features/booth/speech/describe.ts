/** A control as words: its name, what it is, its state, what is said of it. From the DOM alone. */
import {
  computeAccessibleDescription,
  computeAccessibleName,
  getRole,
  isDisabled,
} from 'dom-accessibility-api'
import type { Translate } from '@/i18n/translate'
import type { BoothKey } from '@/locales/booth'
import type { Spoken } from '@/protocol/booth-to-terminal'
import { joined, languageOf, read } from './reading'

export type Words = Translate<BoothKey>

const ROLES: Readonly<Partial<Record<string, BoothKey>>> = {
  button: 'speech.role.button',
  link: 'speech.role.link',
  textbox: 'speech.role.textbox',
  checkbox: 'speech.role.checkbox',
  radio: 'speech.role.radio',
  switch: 'speech.role.checkbox',
  combobox: 'speech.role.list',
  listbox: 'speech.role.list',
  slider: 'speech.role.slider',
}
const GROUPS = '[role="group"], [role="radiogroup"], fieldset, section, nav, dialog[open]'

/** Everything of it; `from` had the focus before, and groups that both are in are not named. */
export function describe(element: Element, from: Element | null, t: Words): Spoken[] {
  const page = languageOf(element.ownerDocument.documentElement)
  const own = languageOf(element)
  if (isHeading(element)) return read(element)
  const role = ROLES[getRole(element) ?? '']
  const about = computeAccessibleDescription(element)
  return joined(
    [
      ...groupsEntered(element, from),
      { text: nameOf(element), language: own },
      ...[role ? t(role) : '', states(element, t), valueOf(element), place(element, t)].map(
        (text) => ({ text, language: page }),
      ),
      { text: about, language: page },
    ],
    ', ',
  )
}

/** Pressed, open, not to be used: in words, empty where there is nothing to tell. */
export function states(element: Element, t: Words): string {
  const is = (name: string): string | null => element.getAttribute(name)
  const chosen = is('aria-pressed') ?? is('aria-checked') ?? is('aria-selected') ?? checkedOf(element)
  const open = is('aria-expanded')
  return [
    chosen && t(chosen === 'true' ? 'speech.chosen' : 'speech.notChosen'),
    open && t(open === 'true' ? 'speech.open' : 'speech.closed'),
    is('aria-invalid') === 'true' && t('speech.invalid'),
    (isDisabled(element) || is('aria-disabled') === 'true') && t('speech.disabled'),
  ]
    .filter(Boolean)
    .join(', ')
}

export function nameOf(element: Element): string {
  return computeAccessibleName(element)
}

export function isHeading(element: Element | null): boolean {
  return element !== null && /^H[1-6]$/.test(element.tagName)
}

export function isField(element: Element | null): element is HTMLInputElement | HTMLTextAreaElement {
  return (
    element instanceof HTMLTextAreaElement ||
    (element instanceof HTMLInputElement && /^(text|tel|search|email|url|number)$/.test(element.type))
  )
}

function checkedOf(element: Element): string | null {
  if (!(element instanceof HTMLInputElement)) return null
  return element.type === 'checkbox' || element.type === 'radio' ? String(element.checked) : null
}

function valueOf(element: Element): string {
  if (isField(element) || element instanceof HTMLSelectElement) return element.value
  if (element instanceof HTMLInputElement && element.type === 'range') return element.value
  return ''
}

/** Where in its list it stands. */
function place(element: Element, t: Words): string {
  const item = element.closest('li')
  const items = item?.parentElement ? Array.from(item.parentElement.children) : []
  return item && items.length > 1
    ? t('speech.place', { nth: items.indexOf(item) + 1, of: items.length })
    : ''
}

function groupsEntered(element: Element, from: Element | null): Spoken[] {
  const entered: Spoken[] = []
  for (
    let group = element.parentElement?.closest(GROUPS);
    group && !(from && group.contains(from));
    group = group.parentElement?.closest(GROUPS)
  ) {
    entered.unshift({ text: nameOf(group), language: languageOf(group) })
    if (group.tagName === 'DIALOG') {
      entered.push({ text: computeAccessibleDescription(group), language: languageOf(group) })
    }
  }
  return entered
}
