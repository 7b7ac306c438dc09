/* The desk's page: takes what the stream says, counts down, sounds, and sends forms without leaving
   the page. Everything works without it, only slower. */
(function () {
  "use strict";

  var rules = window.HearthRules;
  var body = document.body;
  var root = document.getElementById("desk");
  if (!root) { return; }
  var words = document.getElementById("words").dataset;
  var list = document.getElementById("cases");
  var aside = document.getElementById("case");
  var two = document.querySelector(".two");
  var above = document.getElementById("top");
  var closed = document.getElementById("closed");
  var quiet = document.getElementById("quiet");
  var more = document.getElementById("more");
  var said = document.getElementById("said");
  var news = document.getElementById("news");
  var clock = document.getElementById("clock");
  var title = document.title;

  var known = null;

  function put(element, text) {
    if (element.textContent !== text) { element.textContent = text; }
  }

  function each(where, selector, f) {
    Array.prototype.forEach.call(where.querySelectorAll(selector), f);
  }

  var stream = window.HearthStream({
    url: root.dataset.stream,
    events: ["cases", "tick"],
    heard: heard,
    silent: function (hand) {
      return words.dead.replace("{n}", hand ? rules.clockWithSeconds(hand.now, hand.offset) : "");
    }
  });
  var ring = window.HearthSound();

  /* Clocks. */

  function two0(n) { return n < 10 ? "0" + n : String(n); }

  function left(ms) {
    var s = Math.ceil(ms / 1000);
    if (s <= 0) { return words.now; }
    if (s < 3600) { return Math.floor(s / 60) + ":" + two0(s % 60); }
    return Math.floor(s / 3600) + ":" + two0(Math.floor(s / 60) % 60) + ":" + two0(s % 60);
  }

  function clocks() {
    var at = stream.now();
    if (at === null) { return; }
    put(clock, rules.clockWithSeconds(at, stream.hand().offset));
    each(document, "[data-since]", function (element) {
      put(element, rules.age(Number(element.dataset.since), at, words));
    });
    each(document, "[data-until]", function (element) {
      put(element, left(Number(element.dataset.until) - at));
    });
  }

  function beat() {
    clocks();
    stream.look();
  }

  /* The list. Whoever is at a button keeps it while lines change around them. */

  function focused() {
    var at = document.activeElement;
    var line = at && list.contains(at) ? at.closest("li.case") : null;
    return line ? { line: line.id, tag: at.tagName, value: at.value } : null;
  }

  function refocus(was) {
    var line = was && document.getElementById(was.line);
    if (!line || line.contains(document.activeElement)) { return; }
    var found = null;
    each(line, was.tag, function (it) { if (!found && it.value === was.value) { found = it; } });
    (found || line.querySelector("a")).focus();
  }

  function element(html) {
    var holder = document.createElement("ol");
    holder.innerHTML = html;
    return holder.firstElementChild;
  }

  function draw(frame) {
    var was = focused();
    var fresh = {};
    frame.rows.forEach(function (row) {
      var line = element(row[1]);
      var old = document.getElementById(row[0]);
      if (old && old.parentNode !== list) { old.parentNode.removeChild(old); old = null; }
      if (old) { list.replaceChild(line, old); } else { list.appendChild(line); fresh[row[0]] = line; }
    });
    var wanted = {};
    frame.order.forEach(function (id) { wanted[id] = true; });
    Array.prototype.slice.call(list.children).forEach(function (line) {
      if (!wanted[line.id]) { list.removeChild(line); }
    });
    frame.order.forEach(function (id, at) {
      var line = document.getElementById(id);
      if (line && list.children[at] !== line) { list.insertBefore(line, list.children[at] || null); }
    });
    if (frame.closed !== null) { closed.innerHTML = frame.closed; }
    if (frame.top !== null) { drawTop(frame.top); }
    quiet.hidden = frame.order.length > 0;
    more.hidden = frame.more === 0;
    document.title = frame.order.length ? "(" + (frame.order.length + frame.more) + ") " + title : title;
    refocus(was);
    tell(frame, fresh);
    if (aside.querySelector("[data-case]")) { follow(frame); }
    body.setAttribute("data-calling", frame.calling || "no");
    ring(frame.calling, frame.reminding);
    mark();
    tellSeen();
  }

  /* Homes are told that a screen shows their call: by itself, and only while somebody could see it.
     What is not taken is said again after a while. */
  var SEEN_AT_ONCE = 40;
  var SEEN_AGAIN_MS = 5000;
  var telling = false;

  function tellSeen() {
    var live = body.getAttribute("data-live") === "yes";
    if (telling || !live || document.visibilityState !== "visible") { return; }
    var lines = Array.prototype.slice.call(list.querySelectorAll("li[data-unseen]"), 0, SEEN_AT_ONCE);
    if (!lines.length) { return; }
    telling = true;
    fetch("/desk/seen", {
      method: "POST", credentials: "same-origin",
      body: "cases=" + lines.map(function (line) { return line.id; }).join("."),
      headers: { "content-type": "application/x-www-form-urlencoded" }
    }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      lines.forEach(function (line) { line.removeAttribute("data-unseen"); });
      return 0;
    }).catch(function () { return SEEN_AGAIN_MS; }).then(function (wait) {
      window.setTimeout(function () { telling = false; tellSeen(); }, wait);
    });
  }

  function drawTop(html) {
    var was = above.querySelector("details");
    var open = was && was.open;
    above.innerHTML = html;
    var is = above.querySelector("details");
    if (is && open) { is.open = true; }
  }

  function tell(frame, fresh) {
    if (known) {
      Object.keys(fresh).forEach(function (id) {
        if (known[id]) { return; }
        var what = fresh[id].querySelector(".about").textContent;
        put(news, words.news.replace("{n}", fresh[id].querySelector("h2").textContent + " " + what));
      });
    }
    known = {};
    frame.order.forEach(function (id) { known[id] = true; });
  }

  /* The case that is open. */

  function opened() {
    var article = aside.querySelector("[data-case]");
    return article ? article.dataset.case : null;
  }

  function mark() {
    var id = opened();
    each(list, "li.case", function (line) { line.classList.toggle("is-open", line.id === id); });
    two.classList.toggle("with-case", id !== null);
  }

  function part(url, what) {
    return fetch(url, { headers: { "x-part": what }, credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.text();
    });
  }

  function show(id, focus) {
    return part("/desk/" + id, "whole").then(function (html) {
      aside.innerHTML = html;
      mark();
      clocks();
      if (focus) {
        var head = aside.querySelector("h2");
        head.setAttribute("tabindex", "-1");
        head.focus();
      }
    }).catch(fault);
  }

  /* Whoever was in a part that is others now is at the same place of it. */
  function again(part, was) {
    var place = { H2: "h2", SUMMARY: "summary", A: "a" }[was.tagName];
    var is = place && part.querySelector(place);
    if (!is) { return; }
    if (place === "h2") { is.setAttribute("tabindex", "-1"); }
    is.focus();
  }

  function close() { aside.textContent = ""; mark(); }

  function isWritten() {
    var note = aside.querySelector("textarea");
    var file = aside.querySelector("input[type=file]");
    return Boolean((note && note.value) || (file && file.value));
  }

  /* What changed is fetched without the record; the buttons change with the stage, unless somebody
     writes. */
  function follow(frame) {
    var id = opened();
    var changed = frame.rows.some(function (row) { return row[0] === id; });
    var gone = frame.order.indexOf(id) < 0 && frame.closed !== null;
    if (!changed && !gone) { return; }
    part("/desk/" + id, "moving").then(function (html) {
      if (opened() !== id) { return; }
      var holder = document.createElement("div");
      holder.innerHTML = html;
      var stage = holder.querySelector("[data-stage]").dataset.stage;
      if (stage !== aside.querySelector("[data-stage]").dataset.stage && !isWritten()) {
        show(id, false);
        return;
      }
      each(holder, "[data-part]", function (is) {
        var was = aside.querySelector("[data-part=" + is.dataset.part + "]");
        var open = was.querySelector("details[open]");
        if (open) { is.querySelector("details").open = true; }
        var at = was.contains(document.activeElement) ? document.activeElement : null;
        was.parentNode.replaceChild(is, was);
        if (at) { again(is, at); }
      });
      clocks();
    }).catch(function () {});
  }

  /* Presses. */

  function say(text) { put(said, text); said.hidden = text === ""; }

  function fault() { say(words.failed); said.classList.add("bad"); }

  function send(form, button) {
    var pairs = [];
    each(form, "input, select, textarea", function (field) {
      if (field.name) { pairs.push([field.name, field.value]); }
    });
    if (button && button.name) { pairs.push([button.name, button.value]); }
    var text = pairs.map(function (pair) { return pair.map(encodeURIComponent).join("="); }).join("&");
    /* A button that is switched off would lose whoever is at it. */
    if (form.getAttribute("aria-busy") === "true") { return; }
    form.setAttribute("aria-busy", "true");
    fetch(form.getAttribute("action"), {
      method: "POST", body: text, credentials: "same-origin",
      headers: { "content-type": "application/x-www-form-urlencoded", "x-part": "said" }
    }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.text();
    }).then(function (text) {
      said.classList.remove("bad");
      say(text);
    }).catch(fault).then(function () { form.removeAttribute("aria-busy"); });
  }

  root.addEventListener("click", function (event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) { return; }
    var link = event.target.closest("a");
    if (!link) { return; }
    var path = link.getAttribute("href");
    if (/^\/desk\/c\d+(#resolve)?$/.test(path)) {
      event.preventDefault();
      history.pushState(null, "", path);
      show(path.slice(6).replace("#resolve", ""), true).then(function () {
        var form = path.indexOf("#") > 0 && aside.querySelector("#resolve");
        if (form) { form.open = true; form.querySelector("textarea").focus(); }
      });
    } else if (path === "/desk" && aside.contains(link)) {
      event.preventDefault();
      var id = opened();
      history.pushState(null, "", "/desk");
      close();
      var line = document.getElementById(id);
      if (line) { line.querySelector("a").focus(); }
    }
  });

  var pressed = null;
  root.addEventListener("click", function (event) { pressed = event.target.closest("button"); }, true);
  root.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.enctype === "multipart/form-data") { return; }
    event.preventDefault();
    var button = event.submitter || (pressed && form.contains(pressed) ? pressed : null);
    send(form, button || form.querySelector("button"));
  });
  window.addEventListener("popstate", function () {
    var path = window.location.pathname;
    if (/^\/desk\/c\d+$/.test(path)) { show(path.slice(6), true); } else { close(); }
  });

  function heard(frame, event) {
    /* A station of another version has other files. */
    if (frame.build !== root.dataset.build && !isWritten()) { window.location.reload(); return; }
    if (event.type === "cases") { draw(frame); }
    clocks();
  }

  document.addEventListener("visibilitychange", tellSeen);
  mark();
  stream.connect();
  window.setInterval(beat, 1000);
})();
