/**
 * @param {HTMLElement} button
 */
export function printButton(button) {
  button.addEventListener('click', () => print());
}
