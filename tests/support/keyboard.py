"""A page walked by Tab alone, as somebody without a mouse goes through it."""

from playwright.sync_api import Page

# Everything that should take focus, in the order of the page; of radios that belong together one.
PREPARE = """() => {
  const named = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]'
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0
  const stops = [...document.querySelectorAll(named)].filter(e =>
    seen(e) && !e.disabled && e.getAttribute('tabindex') !== '-1' && !e.closest('[inert]'))
  const of = (element, pseudo) => {
    const s = getComputedStyle(element, pseudo)
    return [s.outlineStyle, s.outlineColor, s.outlineWidth, s.boxShadow, s.backgroundColor, s.borderColor, s.fill,
      s.stroke, s.strokeWidth].join()
  }
  const looks = (e) => [of(e, null), e.nextElementSibling ? of(e.nextElementSibling, '::before') : '',
    ...[...e.querySelectorAll('rect, path, polygon')].slice(0, 1).map(shape => of(shape, null))].join(' / ')
  const group = (e) => e.type === 'radio' && e.name ? `${[...document.forms].indexOf(e.form)} ${e.name}` : e
  const groups = [...new Set(stops.map(group))]
  const at = (e) => groups.indexOf(group(e))
  const rest = new Map(stops.map(e => [e, looks(e)]))
  window.walk = { groups, at, rest, looks, known: stops }

  const found = []
  for (const e of document.querySelectorAll('[tabindex]')) {
    if (Number(e.getAttribute('tabindex')) > 0) found.push(`an order of its own: ${e.outerHTML.slice(0, 150)}`)
  }
  const pressed = (e) => e.closest(named) || e.closest('label')
  for (const e of document.querySelectorAll('body *')) {
    const acts = e.hasAttribute('onclick') || ['button', 'link'].includes(e.getAttribute('role'))
    if (seen(e) && !pressed(e) && (acts || getComputedStyle(e).cursor === 'pointer')) {
      found.push(`for the mouse alone: ${e.outerHTML.slice(0, 150)}`)
    }
  }
  return { stops: groups.length, found }
}"""
HERE = """() => {
  const e = document.activeElement
  if (!e || e === document.body || e === document.documentElement) return null
  const box = e.getBoundingClientRect()
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
  return {
    at: window.walk.known.includes(e) ? window.walk.at(e) : -1,
    inside,
    marked: window.walk.looks(e) !== window.walk.rest.get(e),
    html: e.outerHTML.slice(0, 150)
  }
}"""
LEFT_OUT = """(reached) => window.walk.groups
  .map((group, i) => [i, typeof group === 'string' ? `radios ${group}` : group.outerHTML.slice(0, 150)])
  .filter(([i]) => !reached.includes(i)).map(([, what]) => what)"""
SKIPS = (
    "e => e.classList.contains('govuk-skip-link') && document.querySelector(e.hash) === document.querySelector('main')"
)


def faults_of_a_walk(page: Page) -> list[str]:
    """From the top of a page just opened, round to its end: what a person without a mouse would stumble over."""
    prepared = page.evaluate(PREPARE)
    found, reached = prepared["found"], []
    for number in range(prepared["stops"] + 3):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None:
            break
        if number == 0 and not page.evaluate_handle("document.activeElement").evaluate(SKIPS):
            found.append(f"first comes {here['html']}, and not the way past the menu")
        found += faults_of_a_stop(here, reached)
        reached.append(here["at"])
    else:
        found.append(f"no way out: {len(reached)} stops where the page has {prepared['stops']}")
    return found + [f"out of reach: {what}" for what in page.evaluate(LEFT_OUT, reached)]


def faults_of_a_stop(here: dict, reached: list[int]) -> list[str]:
    found = []
    if not here["marked"]:
        found.append(f"no visible focus: {here['html']}")
    if not here["inside"]:
        found.append(f"out of sight: {here['html']}")
    if here["at"] == -1:
        found.append(f"unexpected stop: {here['html']}")
    elif reached and here["at"] <= reached[-1]:
        found.append(f"not in the order of the page: {here['html']}")
    return found
