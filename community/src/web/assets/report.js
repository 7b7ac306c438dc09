/* The report page: the map takes a point, and pictures go beside the form in pieces, smaller than they
   were taken, from where the link broke. Without this script the form does all of it at once. */
(function () {
  "use strict";

  var PIECE = 96 * 1024;
  var AGAIN_MS = [1000, 2000, 4000, 8000, 15000];

  /* ---- the map ---- */

  function liveMap(box) {
    var plain = box.querySelector("input[type=image]");
    if (!plain) { return; }
    var button = document.createElement("button");
    var svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    var hidden = document.createElement("input");
    var picture = new Image();
    button.type = "button";
    button.className = "map live";
    button.setAttribute("aria-label", plain.alt);
    hidden.type = "hidden";
    hidden.name = "at";
    hidden.value = box.dataset.at || "";
    picture.onload = function () {
      var high = Math.round(10000 * picture.naturalHeight / picture.naturalWidth);
      svg.setAttribute("viewBox", "0 0 10000 " + high);
      svg.setAttribute("class", "points");
      var image = document.createElementNS(svg.namespaceURI, "image");
      image.setAttribute("href", plain.src);
      image.setAttribute("width", "10000");
      image.setAttribute("height", String(high));
      var dot = document.createElementNS(svg.namespaceURI, "circle");
      dot.setAttribute("r", "220");
      svg.appendChild(image);
      button.appendChild(svg);
      box.replaceChild(button, plain);
      box.appendChild(hidden);
      function show() {
        var at = hidden.value.split(".");
        if (at.length !== 2) { return; }
        dot.setAttribute("cx", at[0]);
        dot.setAttribute("cy", String(Math.round(at[1] / 10000 * high)));
        svg.appendChild(dot);
      }
      button.addEventListener("click", function (event) {
        var place = svg.getBoundingClientRect();
        /* By keyboard: the middle. */
        var inside = event.detail > 0;
        var x = inside ? (event.clientX - place.left) / place.width : 0.5;
        var y = inside ? (event.clientY - place.top) / place.height : 0.5;
        var part = function (of) { return Math.max(0, Math.min(10000, Math.round(of * 10000))); };
        hidden.value = part(x) + "." + part(y);
        var building = document.getElementById("building");
        if (building) { building.value = ""; }
        show();
      });
      show();
    };
    picture.src = plain.src;
  }

  /* ---- pictures ---- */

  var shrunk = window.HearthShrink;

  function wait(ms) { return new Promise(function (done) { setTimeout(done, ms); }); }

  /* One picture, piece by piece, as often as it takes. */
  function send(url, blob, tells) {
    var at = 0;
    var tries = 0;
    function next() {
      if (tells.gone()) { return Promise.reject(new Error("gone")); }
      var piece = blob.slice(at, at + PIECE);
      return fetch(url + "?at=" + at + "&of=" + blob.size, {
        method: "POST", credentials: "same-origin", body: piece,
        headers: { "Content-Type": "application/octet-stream" }
      }).then(function (answer) {
        if (answer.status === 200 || answer.status === 201 || answer.status === 409) {
          tries = 0;
          return answer.json().then(function (said) {
            at = said.at;
            tells.at(at / blob.size);
            if (answer.status === 201 || at >= blob.size) { return null; }
            return next();
          });
        }
        if (answer.status === 422) {
          return answer.json().then(function (said) { return said.why; });
        }
        if (answer.status === 503 || answer.status === 429) { throw new Error("busy"); }
        return tells.refused();
      }, function () { throw new Error("no link"); }).catch(function (error) {
        if (error.message === "gone") { throw error; }
        tells.waits();
        tries += 1;
        return wait(AGAIN_MS[Math.min(tries, AGAIN_MS.length) - 1]).then(next);
      });
    }
    return next();
  }

  function uploads(form) {
    var key = form.dataset.upload;
    var input = form.querySelector("input[type=file]");
    var list = document.getElementById("waiting");
    var most = Number(input.dataset.most) || 3;
    var under = 0;
    if (!window.fetch || !window.Promise || !list) { return; }

    function places() {
      var taken = [].map.call(list.querySelectorAll("[data-photo]"), function (it) {
        return Number(it.dataset.photo);
      });
      var free = [];
      for (var n = 0; n < most; n += 1) { if (taken.indexOf(n) < 0) { free.push(n); } }
      return free;
    }

    function remover(figure) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "second";
      button.textContent = list.dataset.remove;
      button.addEventListener("click", function () {
        var url = "/report/upload/" + key + "/" + figure.dataset.photo + "/remove";
        figure.gone = true;
        fetch(url, { method: "POST", credentials: "same-origin" }).catch(function () {});
        list.removeChild(figure);
        input.focus();
      });
      figure.appendChild(button);
    }

    function one(file, place) {
      var figure = document.createElement("figure");
      var says = document.createElement("figcaption");
      var bar = document.createElement("progress");
      figure.dataset.photo = String(place);
      bar.max = 1;
      bar.value = 0;
      bar.setAttribute("aria-label", list.dataset.sending);
      says.textContent = list.dataset.sending;
      figure.appendChild(bar);
      figure.appendChild(says);
      list.appendChild(figure);
      remover(figure);
      under += 1;
      return shrunk(file).then(function (made) {
        if (made.canvas) { figure.insertBefore(made.canvas, figure.firstChild); }
        return send("/report/upload/" + key + "/" + place, made.blob, {
          gone: function () { return figure.gone; },
          at: function (part) { bar.value = part; says.textContent = list.dataset.sending; },
          waits: function () { says.textContent = list.dataset.waits; },
          refused: function () { return list.dataset.refused; }
        });
      }).then(function (why) {
        if (bar.parentNode) { figure.removeChild(bar); }
        says.textContent = why || "";
        if (why) { says.className = "fault"; says.setAttribute("role", "alert"); }
      }, function () {}).then(function () { under -= 1; });
    }

    [].forEach.call(list.querySelectorAll("figure"), remover);
    input.addEventListener("change", function () {
      var free = places();
      var files = [].slice.call(input.files, 0, free.length);
      /* They go by themselves: not with the form a second time. */
      input.value = "";
      files.reduce(function (before, file, n) {
        return before.then(function () { return one(file, free[n]); });
      }, Promise.resolve());
    });
    form.addEventListener("submit", function (event) {
      if (under === 0) { return; }
      event.preventDefault();
      var button = form.querySelector("button:not([type=button])");
      button.disabled = true;
      (function look() {
        if (under > 0) { setTimeout(look, 200); return; }
        button.disabled = false;
        form.submit();
      }());
    });
  }

  [].forEach.call(document.querySelectorAll("[data-map]"), liveMap);
  [].forEach.call(document.querySelectorAll("form[data-upload]"), uploads);

  /* A single picture of another form: smaller, and with the form. */
  [].forEach.call(document.querySelectorAll("input[data-shrink]"), function (input) {
    input.addEventListener("change", function () {
      var file = input.files[0];
      if (!file || !window.DataTransfer) { return; }
      shrunk(file).then(function (made) {
        if (made.blob === file || input.files[0] !== file) { return; }
        var kept = new DataTransfer();
        kept.items.add(new File([made.blob], "photo.jpg", { type: "image/jpeg" }));
        input.files = kept.files;
      });
    });
  });
})();
