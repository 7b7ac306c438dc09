/* The grid worker's page: what is pressed is kept in the telephone first and sent then, in order, each
   with its key, until it has arrived. A link that drops loses nothing; what arrives twice is done once.
   Pictures are made smaller before they are kept. */
(function () {
  "use strict";

  var AGAIN_MS = 10000;
  var page = document.querySelector("[data-who]");
  var line = document.getElementById("queue");

  /* ---- drawing on a picture, and reading a point of the map ---- */

  function blur(box) {
    var picture = box.querySelector("img");
    var field = document.getElementById("parts");
    var canvas = document.createElement("canvas");
    var from = null;
    var button = field.form.querySelector("button");
    function able() { button.disabled = field.value === ""; }
    canvas.width = 1000;
    canvas.height = 1000;
    box.appendChild(canvas);
    field.parentNode.open = false;
    able();
    function at(event) {
      var place = picture.getBoundingClientRect();
      var part = function (of) { return Math.max(0, Math.min(1000, Math.round(of * 1000))); };
      return [part((event.clientX - place.left) / place.width),
        part((event.clientY - place.top) / place.height)];
    }
    function part(a, b) {
      var x = Math.min(a[0], b[0]);
      var y = Math.min(a[1], b[1]);
      return [x, y, Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1])];
    }
    function draw(more) {
      var paint = canvas.getContext("2d");
      var drawn = field.value.split(";").filter(Boolean).map(function (it) {
        return it.split(",").map(Number);
      });
      paint.clearRect(0, 0, 1000, 1000);
      paint.fillStyle = "rgba(0, 0, 0, 0.75)";
      drawn.concat(more ? [more] : []).forEach(function (it) {
        paint.fillRect(it[0], it[1], it[2], it[3]);
      });
    }
    box.addEventListener("pointerdown", function (event) {
      from = at(event);
      box.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    box.addEventListener("pointermove", function (event) {
      if (from) { draw(part(from, at(event))); }
    });
    box.addEventListener("pointerup", function (event) {
      if (!from) { return; }
      var drawn = part(from, at(event));
      from = null;
      if (drawn[2] > 0 && drawn[3] > 0) {
        field.value = field.value ? field.value + ";" + drawn.join(",") : drawn.join(",");
        able();
      }
      draw();
    });
    field.addEventListener("input", function () { draw(); able(); });
  }

  function point(box) {
    var svg = box.querySelector("svg");
    var says = document.getElementById("point");
    if (!svg || !says) { return; }
    svg.addEventListener("click", function (event) {
      var place = svg.getBoundingClientRect();
      var part = function (at, from, of) { return Math.round((at - from) / of * 10000); };
      says.textContent = part(event.clientX, place.left, place.width) + "."
        + part(event.clientY, place.top, place.height);
    });
  }

  [].forEach.call(document.querySelectorAll("[data-blur]"), blur);
  [].forEach.call(document.querySelectorAll("[data-point]"), point);

  /* ---- the queue ---- */

  if (!page || !line || !window.indexedDB || !window.fetch) { return; }

  var open = new Promise(function (done, fail) {
    var asked = indexedDB.open("hearth-work", 1);
    asked.onupgradeneeded = function () {
      asked.result.createObjectStore("act", { keyPath: "n", autoIncrement: true });
    };
    asked.onsuccess = function () { done(asked.result); };
    asked.onerror = function () { fail(asked.error); };
  });

  function work(mode, does) {
    return open.then(function (db) {
      return new Promise(function (done, fail) {
        var change = db.transaction("act", mode);
        var asked = does(change.objectStore("act"));
        change.oncomplete = function () { done(asked && asked.result); };
        change.onerror = change.onabort = function () { fail(change.error); };
      });
    });
  }

  /* Of whoever is logged in: a telephone may be lent. */
  function waiting() {
    return work("readonly", function (acts) { return acts.getAll(); }).then(function (all) {
      return all.filter(function (act) { return act.who === page.dataset.who; });
    });
  }

  function say(text, isFault) {
    line.hidden = !text;
    line.textContent = text || "";
    line.className = isFault ? "queue fault" : "queue";
  }

  function count(waits) {
    say(waits > 0 ? line.dataset.waits.replace(/[0-9]+|\{[^}]*\}/, String(waits)) : "");
  }

  function shrunk(file) {
    if (!file || !file.size) { return Promise.resolve(null); }
    return window.HearthShrink(file).then(function (made) { return made.blob; });
  }

  function body(act) {
    var form = new FormData();
    act.fields.forEach(function (field) { form.append(field[0], field[1]); });
    if (act.photo) { form.append("photo", act.photo, "photo.jpg"); }
    return form;
  }

  var isSending = false;

  function flush() {
    if (isSending) { return; }
    isSending = true;
    var arrived = 0;
    (function next() {
      return waiting().then(function (acts) {
        count(acts.length);
        if (acts.length === 0) { return null; }
        var act = acts[0];
        return fetch(act.url, {
          method: "POST", credentials: "same-origin", body: body(act),
          headers: { "X-Hearth-Queue": "1" }
        }).then(function (answer) {
          if (answer.redirected || answer.status === 401) {
            say(line.dataset.login, true);
            throw new Error("login");
          }
          var over = answer.ok || (answer.status >= 400 && answer.status < 500
            && answer.status !== 408 && answer.status !== 429);
          if (!over) { throw new Error("later"); }
          return answer.text().then(function (text) {
            return work("readwrite", function (all) { return all.delete(act.n); })
              .then(function () {
                arrived += 1;
                mark(act, answer.ok, text);
                return next();
              });
          });
        });
      });
    }()).then(function () {
      if (arrived > 0 && !page.querySelector(".fault[role=alert]")) {
        say(line.dataset.sent);
        look();
      }
    }, function () {}).then(function () { isSending = false; });
  }

  /* What became of it, at its form. */
  function mark(act, isDone, text) {
    var form = page.querySelector('input[name=key][value="' + act.key + '"]');
    form = form && form.form;
    if (isDone) { return; }
    var why = "";
    try { why = JSON.parse(text).why || ""; } catch (e) { why = ""; }
    var says = document.createElement("p");
    says.className = "fault";
    says.setAttribute("role", "alert");
    says.textContent = line.dataset.refused + " " + why;
    if (form) { form.insertBefore(says, form.firstChild); unlock(form); } else {
      line.parentNode.insertBefore(says, line.nextSibling);
    }
  }

  function drawn() {
    var bytes = new Uint8Array(16);
    crypto.getRandomValues(bytes);
    return [].map.call(bytes, function (it) { return ("0" + it.toString(16)).slice(-2); }).join("");
  }

  function unlock(form) {
    /* Another try is another press. */
    form.elements.key.value = drawn();
    [].forEach.call(form.querySelectorAll("button"), function (it) { it.disabled = false; });
  }

  /* The page as it is now, if nobody writes in it. */
  function look() {
    var writes = document.activeElement && /INPUT|TEXTAREA|SELECT/.test(document.activeElement.tagName);
    if (writes) { return; }
    fetch(location.href, { credentials: "same-origin" }).then(function (answer) {
      return answer.ok && !answer.redirected ? answer.text() : null;
    }).then(function (html) {
      if (!html) { return; }
      var other = new DOMParser().parseFromString(html, "text/html");
      var opened = [].map.call(page.querySelectorAll("details.card[open]"), function (it) {
        return it.id;
      });
      var now = other.querySelector("[data-who]");
      if (!now) { return; }
      var queue = now.querySelector("#queue");
      page.innerHTML = now.innerHTML;
      if (queue) { page.replaceChild(line, page.querySelector("#queue")); }
      opened.forEach(function (id) {
        var card = document.getElementById(id);
        if (card) { card.open = true; }
      });
    }).catch(function () {});
  }

  page.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute("data-queue")) { return; }
    event.preventDefault();
    var file = form.elements.photo && form.elements.photo.type === "file"
      ? form.elements.photo.files[0] : null;
    var fields = [];
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string") { fields.push([name, value]); }
    });
    [].forEach.call(form.querySelectorAll("button"), function (it) { it.disabled = true; });
    shrunk(file).then(function (photo) {
      return work("readwrite", function (acts) {
        return acts.add({
          who: page.dataset.who, url: form.getAttribute("action"), key: form.elements.key.value,
          fields: fields, photo: photo
        });
      });
    }).then(function () { return waiting(); }).then(function (acts) {
      count(acts.length);
      flush();
    }, function () {
      /* No room: it goes at once, as without a script. */
      say(line.dataset.full, true);
      [].forEach.call(form.querySelectorAll("button"), function (it) { it.disabled = false; });
    });
  });

  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "visible") { flush(); }
  });
  window.setInterval(flush, AGAIN_MS);
  flush();
})();
