// Says that the session is about to end, and puts that off when asked. Takes the dialog of
// people/_session_ends.html: data-session-left (seconds), data-session-address (answers {left: seconds}, and to
// ask it is to use the session). Tabs of one browser share a session, so each tells the others how long it has.

const WARNED = 5 * 60 * 1000
const LOOKED_EVERY = 5 * 1000

export function watchSession (dialog) {
  if (!dialog) return
  const part = (name) => dialog.querySelector(`[data-session-part="${name}"]`)
  const tabs = new BroadcastChannel('session')
  let ends = Date.now() + dialog.dataset.sessionLeft * 1000

  const show = (name) => {
    for (const each of ['soon', 'longest', 'over']) part(each).hidden = each !== name
    dialog.setAttribute('aria-labelledby', `session-${name}`)
    if (!dialog.open) dialog.showModal()
  }
  const last = (seconds) => {
    ends = Date.now() + seconds * 1000
    if (ends - Date.now() <= WARNED) return
    dialog.close()
    delete dialog.dataset.sessionTold
  }
  const look = () => {
    const left = ends - Date.now()
    if (left <= 0) {
      show('over')
      clearInterval(looking)
    } else if (left <= WARNED && !dialog.open && !dialog.dataset.sessionTold) {
      dialog.dataset.sessionTold = 'yes'
      show('soon')
    }
  }
  const stay = async () => {
    try {
      const answer = await fetch(dialog.dataset.sessionAddress, { redirect: 'error' })
      const { left } = await answer.json()
      last(left)
      tabs.postMessage(left)
      if (dialog.open) show('longest')
    } catch {
      show('over')
    }
  }

  dialog.querySelector('[data-session-stay]').addEventListener('click', stay)
  dialog.querySelectorAll('[data-session-close]').forEach((one) => one.addEventListener('click', () => dialog.close()))
  tabs.postMessage(Number(dialog.dataset.sessionLeft))
  tabs.addEventListener('message', (event) => last(event.data))
  const looking = setInterval(look, LOOKED_EVERY)
}
