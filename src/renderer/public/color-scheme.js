// Before the first paint, so that a dark desk never flashes white. A file of its own: the page allows no inline script.
;(() => {
  let wanted = null
  try {
    wanted = localStorage.getItem('chargeyard-color-scheme')
  } catch {
    // storage may be switched off
  }
  const dark = wanted === 'dark' || (wanted !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
})()
