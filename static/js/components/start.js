/** @import { Tools } from '../adapters/tools.js' */
import { all } from './dom.js';

/**
 * A component makes something of an element; what it throws is its own affair.
 * @template [Given=Tools]
 * @typedef {(element: HTMLElement, tools: Given) => void | Promise<void>} Component
 */

/**
 * Starts each component on each element that it is for, in order. One that fails is reported, and the rest go on.
 * @template {Tools} Given
 * @param {ParentNode} root
 * @param {readonly (readonly [string, Component<Given>])[]} components
 * @param {Given} tools
 */
export function start(root, components, tools) {
  for (const [selector, component] of components) {
    /** @param {unknown} error */
    const report = (error) => console.error(`lecprep: ${selector}`, error);
    for (const element of all(root, selector)) {
      try {
        Promise.resolve(component(element, tools)).catch(report);
      } catch (error) {
        report(error);
      }
    }
  }
}
