// Runs before first paint: says that scripts run, and restores the display settings so that nothing flashes.
// A classic script that stands alone. What it reads is written by components/display-settings.js, under the same key.
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  try {
    const here = new URL(/** @type {HTMLScriptElement} */ (document.currentScript).src).pathname;
    const key = `lecprep:${here.replace(/assets\/[^/]*$/, '')}:display`;
    for (const [name, value] of Object.entries(JSON.parse(localStorage.getItem(key) ?? '{}'))) {
      if (/^(theme|paper|text)$/.test(name) && /^[a-z]+$/.test(value)) root.dataset[name] = value;
    }
  } catch {
    // Storage may be forbidden or damaged: the page then follows the system.
  }
})();
