// Runs before first paint: says that scripts run, and restores the display settings so that nothing flashes.
// It stands in the page itself, so that the first paint waits for no file; the policy of the page knows it by its hash.
// What it reads is written by components/display-settings.js, under the same key.
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  try {
    const icon = /** @type {HTMLLinkElement} */ (document.querySelector('link[rel=icon]'));
    const key = `lecprep:${new URL(icon.href).pathname.replace(/assets\/icons\/[^/]*$/, '')}:display`;
    for (const [name, value] of Object.entries(JSON.parse(localStorage.getItem(key) ?? '{}'))) {
      if (/^(theme|paper|text)$/.test(name) && /^[a-z]+$/.test(value)) root.dataset[name] = value;
    }
  } catch {
    // Storage may be forbidden or damaged: the page then follows the system.
  }
})();
