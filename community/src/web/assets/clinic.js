/* What the clinic asks, above the desk's cases: looked for again each minute. Whoever is writing an answer
   keeps it. Without this the page shows it when it is loaded. */
(function () {
  "use strict";

  var EACH_MS = 60000;
  var place = document.getElementById("clinic-asks");
  if (!place) { return; }

  function isBusy() {
    var fields = Array.prototype.slice.call(place.querySelectorAll("input[type=text]"));
    return place.contains(document.activeElement) || fields.some(function (it) { return it.value !== ""; });
  }

  function draw(html) {
    if (!isBusy() && place.innerHTML !== html) { place.innerHTML = html; }
  }

  function look() {
    if (isBusy()) { return; }
    // Whoever is not in any more is not shown the login here.
    fetch(place.dataset.from, { credentials: "same-origin", redirect: "error" })
      .then(function (answer) { return answer.ok ? answer.text().then(draw) : null; })
      .catch(function () { /* The next look is soon. */ });
  }

  setInterval(look, EACH_MS);
}());
