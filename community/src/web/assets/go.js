/* The page on a telephone: says that a person has seen it, which no preview of a chat does, and looks
   now and then whether another goes already. */
(function () {
  "use strict";

  var main = document.getElementById("main");
  var page = document.querySelector("[data-go]");
  if (!page) { return; }
  var EACH_MS = 15000;

  function seen() {
    if (document.visibilityState !== "visible") { return; }
    document.removeEventListener("visibilitychange", seen);
    if (page.hasAttribute("data-own")) {
      fetch("/go/" + page.dataset.go + "/seen", { method: "POST", credentials: "same-origin" })
        .catch(function () {});
    }
  }

  /* Nothing is taken away from whoever writes. */
  function isBusy() {
    var at = document.activeElement;
    var writes = at && /INPUT|TEXTAREA/.test(at.tagName);
    var open = document.querySelector("details[open]");
    return writes || (open && open.querySelector("textarea").value !== "")
      || document.visibilityState !== "visible";
  }

  function look() {
    if (isBusy()) { return; }
    fetch("/go/" + page.dataset.go, { credentials: "same-origin" }).then(function (answer) {
      return answer.ok ? answer.text() : null;
    }).then(function (html) {
      if (!html || isBusy()) { return; }
      var other = new DOMParser().parseFromString(html, "text/html").getElementById("main");
      if (other && other.innerHTML !== main.innerHTML) { main.innerHTML = other.innerHTML; }
    }).catch(function () {});
  }

  document.addEventListener("visibilitychange", seen);
  seen();
  if (page.hasAttribute("data-own")) { window.setInterval(look, EACH_MS); }
})();
