// Both sides of a card run this: the front shuffles and takes the answer, the back shows the same order and the answer.
// Anki makes a new page of each side, so what was chosen waits in the session's storage; without any, the back still tells.
(function () {
  'use strict';
  var list = document.querySelector('.lecprep .choices');
  if (!list) return;
  var isFront = !!document.querySelector('.lecprep.front');
  var items = Array.prototype.slice.call(list.children);
  var name = 'lecprep-card';

  function recall() {
    try { return JSON.parse(sessionStorage.getItem(name)) || window.lecprepCard; } catch (e) { return window.lecprepCard; }
  }
  function keep(state) {
    window.lecprepCard = state;
    try { sessionStorage.setItem(name, JSON.stringify(state)); } catch (e) { /* the window knows */ }
  }
  // A choice that makes sense only in its place keeps it; the others change theirs.
  function shuffled() {
    var order = items.map(function (item, index) { return index; });
    var free = order.filter(function (index) { return !items[index].hasAttribute('data-fixed'); });
    var places = free.slice();
    for (var last = free.length - 1; last > 0; last--) {
      var other = Math.floor(Math.random() * (last + 1));
      var swapped = free[last];
      free[last] = free[other];
      free[other] = swapped;
    }
    places.forEach(function (place, number) { order[place] = free[number]; });
    return order;
  }

  var id = list.getAttribute('data-id');
  var state = isFront ? null : recall();
  if (!state || state.id !== id || state.order.length !== items.length) {
    state = { id: id, order: isFront ? shuffled() : items.map(function (item, index) { return index; }), chosen: [] };
  }
  state.order.forEach(function (index) { list.appendChild(items[index]); });
  if (!isFront) {
    state.chosen.forEach(function (index) { items[index].classList.add('chosen'); });
    return;
  }
  keep(state);
  items.forEach(function (item, index) {
    var label = document.createElement('label');
    var input = document.createElement('input');
    input.type = list.getAttribute('data-several') ? 'checkbox' : 'radio';
    input.name = name;
    input.addEventListener('change', function () {
      state.chosen = items.map(function (each, number) { return number; }).filter(function (number) {
        return items[number].querySelector('input').checked;
      });
      keep(state);
    });
    label.appendChild(input);
    label.appendChild(item.querySelector('.choice'));
    item.insertBefore(label, item.firstChild);
  });
})();
