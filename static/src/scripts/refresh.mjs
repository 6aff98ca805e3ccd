// Keeps a part of the page up to date: an element with data-refresh-url (and data-refresh-seconds) gets the
// content of what that address answers, until the answer no longer carries the attribute.
//
// The element is itself the live region (aria-live="polite") and stays in the page; when only a progress bar
// moved, nothing is read out.

const SLOWEST = 60

export function watchRefreshing (root) {
  root.querySelectorAll('[data-refresh-url]').forEach((region) => {
    const seconds = Number(region.dataset.refreshSeconds) || 2
    refreshLater(region, seconds, seconds)
  })
}

function refreshLater (region, seconds, wait) {
  setTimeout(async () => {
    await untilVisible()
    try {
      const answer = await fetchFragment(region.dataset.refreshUrl)
      show(region, answer)
      if (answer.dataset.refreshUrl) refreshLater(region, seconds, seconds)
      else delete region.dataset.refreshUrl
    } catch {
      refreshLater(region, seconds, Math.min(wait * 2, SLOWEST))
    }
  }, wait * 1000)
}

function show (region, answer) {
  const bar = region.querySelector('progress')
  const newBar = answer.querySelector('progress')
  if (words(region) === words(answer) && Boolean(bar) === Boolean(newBar)) {
    if (bar) bar.value = newBar.value
    return
  }
  const hadFocus = region.contains(document.activeElement)
  region.replaceChildren(...answer.childNodes)
  if (hadFocus) {
    region.setAttribute('tabindex', '-1')
    region.focus()
  }
}

function words (element) {
  const copy = element.cloneNode(true)
  copy.querySelectorAll('noscript').forEach((unseen) => unseen.remove())
  return copy.textContent.replace(/\s+/g, ' ').trim()
}

async function fetchFragment (url) {
  const address = new URL(url, location.href)
  if (address.origin !== location.origin) throw new Error('Only this site is asked')
  const answer = await fetch(address, { headers: { 'X-Requested-With': 'fetch' }, redirect: 'error' })
  if (!answer.ok) throw new Error(`Answered ${answer.status}`)
  const fragment = new DOMParser().parseFromString(await answer.text(), 'text/html').body.firstElementChild
  if (!fragment) throw new Error('Answered nothing')
  return document.adoptNode(fragment)
}

function untilVisible () {
  if (!document.hidden) return Promise.resolve()
  return new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }))
}
